import Models
import Records

/// Learns the codes of a category column from a training set.
///
/// The most frequent values are kept, up to a bound, of those seen often enough; all others count as unseen, in
/// training as in scoring. What order decides is by (rows, UTF-8), never by a hash's order.
struct CategoryLearner {
  var maximumCount: Int
  var minimumRows: Int

  init(_ settings: ModelSettings) {
    maximumCount = Int(settings.value("max_categories"))
    minimumRows = Int(settings.value("min_category_rows"))
  }

  private struct Value {
    var text: [UInt8]
    var rows: Int
    var labelSum: Double
  }

  /// Codes 0, 1, … for the values from the most frequent on: places of a linear model's inputs.
  func inputs(_ column: ByteColumn, _ set: borrowing TrainingSet) -> CategoryEncoder {
    encoder(kept(column, set))
  }

  /// Codes 0, 1, … in the order of the values' mean label, shrunk towards the mean of all by the weight of ten rows;
  /// for multiclass, which has no mean label, in the order of frequency, rarest first. A tree can then part the values
  /// with high labels from those with low ones by one split.
  ///
  /// Only the order enters the model, and values of few rows are left out: what a code tells of its own row's label
  /// is little.
  func ranks(_ column: ByteColumn, _ set: borrowing TrainingSet) -> CategoryEncoder {
    let values = kept(column, set)
    guard set.task != .multiclass else { return encoder(values.reversed()) }
    let mean = set.labels.reduce(0, +) / Double(max(1, set.count))
    func shrunk(_ value: Value) -> Double { (value.labelSum + 10 * mean) / (Double(value.rows) + 10) }
    return encoder(
      values.sorted { left, right in
        let (a, b) = (shrunk(left), shrunk(right))
        return a != b ? a < b : left.text.lexicographicallyPrecedes(right.text)
      })
  }

  /// The kept values, the most frequent first.
  private func kept(_ column: ByteColumn, _ set: borrowing TrainingSet) -> [Value] {
    var places: [[UInt8]: Int] = [:]
    var values: [Value] = []
    for row in 0..<column.count where !column.isMissing(row) {
      let text = Array(column[row])
      let place = places[text] ?? values.count
      if place == values.count {
        places[text] = place
        values.append(Value(text: text, rows: 0, labelSum: 0))
      }
      values[place].rows += 1
      values[place].labelSum += set.labels[row]
    }
    let frequent = values.filter { $0.rows >= minimumRows && String(validating: $0.text, as: UTF8.self) != nil }
    let ordered = frequent.sorted { left, right in
      left.rows != right.rows ? left.rows > right.rows : left.text.lexicographicallyPrecedes(right.text)
    }
    return Array(ordered.prefix(maximumCount))
  }

  private func encoder(_ values: some Collection<Value>) -> CategoryEncoder {
    CategoryEncoder(
      values: values.map { String(decoding: $0.text, as: UTF8.self) },
      codes: values.indices.enumerated().map { Float($0.offset) })
  }
}
