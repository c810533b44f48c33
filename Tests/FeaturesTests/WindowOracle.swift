import Glibc

/// Windows the slow way: every aggregate is computed anew from the list of all events that were accepted before.
struct WindowOracle {
  struct Row {
    var time: Double
    var amount: Double
    var category: String
  }

  var extentMilliseconds: Double?
  var extentEvents: Int?
  var latenessMilliseconds: Double
  private var rows: [Row] = []
  private(set) var lateEvents = 0

  init(extentMilliseconds: Double? = nil, extentEvents: Int? = nil, latenessMilliseconds: Double) {
    self.extentMilliseconds = extentMilliseconds
    self.extentEvents = extentEvents
    self.latenessMilliseconds = latenessMilliseconds
  }

  /// Takes the event in and returns the window that ends with it, itself last.
  mutating func window(endingWith row: Row) -> [Row] {
    let newest = rows.last?.time ?? -.infinity
    let place = rows.firstIndex { $0.time > row.time } ?? rows.count
    var window = Array(rows[..<place])
    if let extentMilliseconds { window = window.filter { $0.time > row.time - extentMilliseconds } }
    if let extentEvents { window = Array(window.suffix(extentEvents - 1)) }
    if row.time >= newest - latenessMilliseconds {
      rows.insert(row, at: place)
      forget()
    } else {
      lateEvents += 1
    }
    return window + [row]
  }

  /// What an event within the lateness cannot need is not known to a later one either.
  private mutating func forget() {
    let horizon = rows[rows.count - 1].time - latenessMilliseconds
    if let extentMilliseconds { rows.removeAll { $0.time <= horizon - extentMilliseconds } }
    if let extentEvents {
      let settled = rows.filter { $0.time <= horizon }.count
      rows.removeFirst(max(0, min(settled - (extentEvents - 1), rows.count - extentEvents)))
    }
  }

  /// In the order of `aggregates(by:)`.
  static func aggregates(of window: [Row]) -> [Float] {
    let amounts = window.map(\.amount).filter { !$0.isNaN }
    let own = window[window.count - 1]
    let previous = window.dropLast().map(\.amount).last { !$0.isNaN } ?? .nan
    let sum = amounts.reduce(0, +)
    let mean = sum / Double(amounts.count)
    let deviations = amounts.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    let previousCategory = window.dropLast().last?.category
    let values: [Double] = [
      Double(window.count), Double(amounts.count), amounts.isEmpty ? .nan : sum, mean, amounts.min() ?? .nan,
      amounts.max() ?? .nan, amounts.count > 1 ? (deviations / Double(amounts.count - 1)).squareRoot() : .nan,
      Double(Set(amounts).count), amounts.first ?? .nan, amounts.last ?? .nan, previous,
      Double(Set(window.map(\.category)).count),
      previousCategory.map { $0 == own.category ? 0 : 1 } ?? .nan,
      window.count > 1 ? (own.time - window[window.count - 2].time) / 1_000 : .nan,
    ]
    return values.map { Float($0) }
  }

  static func expressions(_ window: String) -> [String] {
    [
      "count()", "count(amount)", "sum(amount)", "mean(amount)", "min(amount)", "max(amount)", "std(amount)",
      "distinct(amount)", "first(amount)", "last(amount)", "previous(amount)", "distinct(country)",
      "changed(country)", "seconds_since_previous()",
    ].map { "\($0) \(window)" }
  }

  /// Equal but for the rounding of the oracle's plain sums.
  static func agree(_ left: Float, _ right: Float, scale: Float = 1) -> Bool {
    if left.isNaN || right.isNaN { return left.isNaN && right.isNaN }
    return abs(left - right) <= 1e-5 * max(scale, abs(left), abs(right))
  }
}
