import Records

/// The past windows of one subject, by their numbers, as counts against fixed knots or names: as many as the lag reaches back.
///
/// A number is counted against 64 quantiles of the first reference that its subject had, whatever model answers now: a
/// statistic over them falls short of that over all values by less than 1/64.
package struct SeasonHistory: Sendable {
  /// Windows that a history may reach back.
  package static let longestLag = 5_000
  private static let knotCount = 64

  private struct Summary: Sendable {
    var number: Int64
    var counts: [UInt32]
    var missing: Int
    /// Rows of categories without a name; all rows, of a count.
    var other: Int
  }

  /// Windows from one to that which it is compared with.
  let lag: Int64
  /// A ring, by the number's remainder.
  private var summaries: [Summary?]

  init(lag: Int64) {
    precondition((1...Int64(Self.longestLag)).contains(lag), "a history reaches back 1 to \(Self.longestLag) windows")
    self.lag = lag
    summaries = Array(repeating: nil, count: Int(lag) + 1)
  }

  /// The reference whose knots, or names, the windows are counted by.
  static func grid(_ reference: ReferenceDistribution) -> ReferenceDistribution {
    guard case .numeric(let numbers) = reference, numbers.count > 0 else { return reference }
    var places = [0]
    for step in 1...knotCount {
      let place = numbers.quantileIndex(Double(step) / Double(knotCount))
      if place > places[places.count - 1] { places.append(place) }
    }
    return .numeric(
      NumericReference(
        knots: places.map { numbers.knots[$0] }, rowsBelow: places.map { numbers.rowsBelow[$0] },
        rowsThrough: places.map { numbers.rowsThrough[$0] }, missing: numbers.missing))
  }

  mutating func remember(_ window: NumericWindow, number: Int64) {
    note(Summary(number: number, counts: window.cells, missing: window.missing, other: 0))
  }

  mutating func remember(_ window: CategoryWindow, number: Int64) {
    note(Summary(number: number, counts: window.counts.map(UInt32.init), missing: window.missing, other: window.unseen))
  }

  mutating func remember(_ count: Int, number: Int64) {
    note(Summary(number: number, counts: [], missing: 0, other: count))
  }

  private mutating func note(_ summary: Summary) { summaries[place(summary.number)] = summary }

  private func place(_ number: Int64) -> Int {
    let count = Int64(summaries.count)
    return Int((number % count + count) % count)
  }

  /// The rows of the window `lag` before `number`; nil where there was none.
  func count(for number: Int64) -> Int? {
    guard let past = summaries[place(number - lag)], past.number == number - lag else { return nil }
    return past.other
  }

  /// The window `lag` before `number`, as a reference on the same knots or names; nil where there was none.
  func reference(for number: Int64, grid: ReferenceDistribution) -> ReferenceDistribution? {
    guard let past = summaries[place(number - lag)], past.number == number - lag else { return nil }
    switch grid {
    case .categorical(let names):
      return .categorical(
        CategoricalReference(
          names: names.names, counts: past.counts.map(Int.init), other: past.other, missing: past.missing))
    case .numeric(let numbers):
      var (below, through) = ([Int](), [Int]())
      var seen = 0
      for knot in numbers.knots.indices {
        seen += Int(past.counts[2 * knot])
        below.append(seen)
        seen += Int(past.counts[2 * knot + 1])
        through.append(seen)
      }
      // What lay above the last knot is counted with it, as it is in the window.
      if !through.isEmpty { through[through.count - 1] += Int(past.counts[past.counts.count - 1]) }
      return .numeric(
        NumericReference(knots: numbers.knots, rowsBelow: below, rowsThrough: through, missing: past.missing))
    }
  }
}
