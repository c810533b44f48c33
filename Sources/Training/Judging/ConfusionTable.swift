/// Rows by predicted and actual class.
package struct ConfusionTable {
  private let classCount: Int
  /// `counts[actual * classCount + predicted]`
  private var counts: [Double]
  private var total = 0.0

  package init(predicted: some Sequence<Int>, actual: some Sequence<Int>, classCount: Int) {
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
    for (predicted, actual) in zip(predicted, actual) {
      counts[actual * classCount + predicted] += 1
      total += 1
    }
  }

  /// - Parameter weights: how often each row counts.
  init(predicted: [Int], actual: [Int], weights: [Double], classCount: Int) {
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
    for row in actual.indices {
      counts[actual[row] * classCount + predicted[row]] += weights[row]
      total += weights[row]
    }
  }

  private var agreed: Double { (0..<classCount).reduce(0) { $0 + counts[$1 * classCount + $1] } }

  package var accuracy: Double { agreed / total }

  /// Cohen's kappa: the agreement beyond chance; nil where chance alone agrees wholly.
  package var kappa: Double? {
    var chance = 0.0
    for one in 0..<classCount {
      var (actual, predicted) = (0.0, 0.0)
      for other in 0..<classCount {
        actual += counts[one * classCount + other]
        predicted += counts[other * classCount + one]
      }
      chance += actual * predicted
    }
    chance /= total * total
    return chance < 1 ? (accuracy - chance) / (1 - chance) : nil
  }

  /// F1 of class 1 out of two: 0 where it is neither predicted nor there.
  var f1: Double {
    let hits = counts[3]
    let missed = counts[2]
    let invented = counts[1]
    return hits + missed + invented > 0 ? 2 * hits / (2 * hits + missed + invented) : 0
  }
}
