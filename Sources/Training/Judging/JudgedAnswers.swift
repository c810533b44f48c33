import Glibc
import Models
import Records

/// A model's answers to the rows of a set, in the form that one metric is summed from: any slice or resample of the rows
/// is judged without scoring them again.
struct JudgedAnswers {
  let metric: GateSettings.Metric
  private let labels: [Double]
  /// What a row adds to a mean: whether it was right, its loss, its error.
  private var terms: [Double] = []
  /// For metrics of a table: the predicted and the actual class; classes that the model lacks are one past its last.
  private var predicted: [Int] = []
  private var actual: [Int] = []
  private var classCount = 0
  /// For the area under the curve: rows by rising score, and where each group of equal scores ends among them.
  private var order: [Int] = []
  private var groupEnds: [Int] = []

  var count: Int { labels.count }

  /// - Precondition: the model is of the set's task and layout, and the metric judges that task.
  init(_ model: Model, on set: TrainingSet, metric: GateSettings.Metric) {
    precondition(GateSettings.Metric.defined(for: set.task).contains(metric), "the metric judges the task")
    self.metric = metric
    labels = set.labels
    var scores: [Float] = []
    model.score(set.features, into: &scores)
    switch set.task {
    case .regression: takeValues(scores)
    case .binary: takeBinary(scores)
    case .multiclass: takeClasses(scores, of: model, Metrics.classIndices(of: set, in: model))
    }
  }

  /// Answers to a regression, by their absolute or squared errors.
  init(errors: [Double], metric: GateSettings.Metric) {
    precondition(metric == .mae || metric == .rmse, "the metric is a mean of errors")
    self.metric = metric
    labels = errors
    terms = errors
  }

  /// Whether each row was answered rightly.
  ///
  /// - Precondition: the metric is accuracy.
  var isRight: [Bool] {
    precondition(metric == .accuracy)
    return terms.map { $0 == 1 }
  }

  private mutating func takeValues(_ scores: [Float]) {
    terms = zip(scores, labels).map { metric == .mae ? abs(Double($0) - $1) : (Double($0) - $1) * (Double($0) - $1) }
  }

  private mutating func takeBinary(_ scores: [Float]) {
    switch metric {
    case .accuracy: terms = zip(scores, labels).map { ($0 > 0.5) == ($1 == 1) ? 1 : 0 }
    case .logloss: terms = zip(scores, labels).map { -log(Metrics.clipped($1 == 1 ? $0 : 1 - $0)) }
    case .brier: terms = zip(scores, labels).map { (Double($0) - $1) * (Double($0) - $1) }
    case .auc:
      order = scores.indices.sorted { scores[$0] < scores[$1] }
      groupEnds = order.indices.filter { $0 + 1 == order.count || scores[order[$0]] != scores[order[$0 + 1]] }.map {
        $0 + 1
      }
    default:
      predicted = scores.map { $0 > 0.5 ? 1 : 0 }
      actual = labels.map { Int($0) }
      classCount = 2
    }
  }

  private mutating func takeClasses(_ scores: [Float], of model: Model, _ classes: [Int]) {
    let width = model.classes.count
    let likeliest = labels.indices.map { Model.likeliest(scores, from: $0 * width, classCount: width) }
    switch metric {
    case .accuracy: terms = zip(likeliest, classes).map { $0 == $1 ? 1 : 0 }
    case .logloss:
      terms = classes.enumerated().map { -log(Metrics.clipped($1 < width ? scores[$0 * width + $1] : 0)) }
    default:
      predicted = likeliest
      actual = classes
      classCount = width + 1
    }
  }

  /// The metric over rows of such weights; nil where they do not define it.
  func value(weights: [Double]) -> Double? {
    switch metric {
    case .accuracy, .logloss, .brier, .mae: mean(weights)
    case .rmse: mean(weights)?.squareRoot()
    case .r2: explained(weights)
    case .kappa, .f1: tabulated(weights)
    case .auc: areaUnderCurve(weights)
    }
  }

  private func mean(_ weights: [Double]) -> Double? {
    var (sum, total) = (0.0, 0.0)
    for row in terms.indices {
      sum += weights[row] * terms[row]
      total += weights[row]
    }
    return total > 0 ? sum / total : nil
  }

  private func explained(_ weights: [Double]) -> Double? {
    var (total, mean, spread, squares) = (0.0, 0.0, 0.0, 0.0)
    for row in labels.indices where weights[row] > 0 {
      total += weights[row]
      let difference = labels[row] - mean
      mean += difference * weights[row] / total
      spread += weights[row] * difference * (labels[row] - mean)
      squares += weights[row] * terms[row]
    }
    guard total > 0 else { return nil }
    return spread > 0 ? 1 - squares / spread : squares == 0 ? 1 : 0
  }

  private func tabulated(_ weights: [Double]) -> Double? {
    let table = ConfusionTable(predicted: predicted, actual: actual, weights: weights, classCount: classCount)
    return metric == .f1 ? table.f1 : table.kappa
  }

  private func areaUnderCurve(_ weights: [Double]) -> Double? {
    var (below, positives, pairs, start) = (0.0, 0.0, 0.0, 0)
    for end in groupEnds {
      var (zeros, ones) = (0.0, 0.0)
      for place in start..<end {
        let row = order[place]
        if labels[row] == 1 { ones += weights[row] } else { zeros += weights[row] }
      }
      pairs += ones * (below + zeros / 2)
      below += zeros
      positives += ones
      start = end
    }
    return positives > 0 && below > 0 ? pairs / (positives * below) : nil
  }
}
