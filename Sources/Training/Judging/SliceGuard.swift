import Models
import Records

/// Looks for a slice of the rows on which the candidate is worse than the live model, however good it is on the whole.
struct SliceGuard {
  let guards: GateSettings.Guards
  /// Of the values of a category, at most so many are looked at, the commonest first.
  static let mostValues = 100

  /// A check a slice that has rows enough and defines the metric; in the order of the settings and the values.
  func checks(_ candidate: JudgedAnswers, _ live: JudgedAnswers, on set: TrainingSet) -> [ModelCard.Verdict.Check] {
    guards.slices.flatMap { feature in
      slices(of: feature, in: set).compactMap { slice in
        check("slice \(feature) \(slice.name)", slice.rows, candidate, live)
      }
    }
  }

  private func check(
    _ name: String, _ rows: [Int], _ candidate: JudgedAnswers, _ live: JudgedAnswers
  ) -> ModelCard.Verdict.Check? {
    guard rows.count >= guards.minimumCount else { return nil }
    var weights = [Double](repeating: 0, count: candidate.count)
    for row in rows { weights[row] = 1 }
    guard let own = candidate.value(weights: weights), let other = live.value(weights: weights) else { return nil }
    let metric = candidate.metric
    let loss = -metric.gain(of: own, over: other)
    let worse = metric.isLoss ? loss / max(abs(other), .leastNormalMagnitude) : loss
    return ModelCard.Verdict.Check(
      name, passed: worse <= guards.noWorseBy, figure: worse, threshold: guards.noWorseBy,
      finding: "\(name) (\(rows.count) rows): \(metric.rawValue) is \(Gate.text(own)), the live model's "
        + "\(Gate.text(other)); at most \(Gate.text(guards.noWorseBy * 100)) % worse is allowed")
  }

  // MARK: Slices

  private struct Slice {
    var name: String
    var rows: [Int]
  }

  private func slices(of name: String, in set: TrainingSet) -> [Slice] {
    guard let feature = set.layout.features.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("a pipeline's file names features of its own")
    }
    if let category = set.layout.categoryIndices.firstIndex(of: feature) {
      return values(of: set.features.categories[category], count: set.count)
    }
    return quarters(set, feature)
  }

  private func values(of column: ByteColumn, count: Int) -> [Slice] {
    var rows: [String?: [Int]] = [:]
    for row in 0..<count { rows[column.string(row), default: []].append(row) }
    return rows.sorted { ($1.value.count, $0.key ?? "") < ($0.value.count, $1.key ?? "") }.prefix(Self.mostValues)
      .map { Slice(name: $0.key.map { "= \($0)" } ?? "is missing", rows: $0.value) }
  }

  /// The rows by the quarters of the feature's values, and those without one.
  private func quarters(_ set: TrainingSet, _ feature: Int) -> [Slice] {
    func value(_ row: Int) -> Float { set.features.values[row * set.features.width + feature] }
    let present = (0..<set.count).filter { value($0).isFinite }
    let sorted = present.map(value).sorted()
    guard !sorted.isEmpty else { return [] }
    let borders = (1...3).map { sorted[min(sorted.count - 1, $0 * sorted.count / 4)] }
    let places = Dictionary(grouping: present) { row in borders.count { $0 <= value(row) } }
    let names =
      ["below \(borders[0])"] + (0..<2).map { "from \(borders[$0]) below \(borders[$0 + 1])" }
      + ["from \(borders[2])"]
    var slices = (0..<4).compactMap { quarter in places[quarter].map { Slice(name: names[quarter], rows: $0) } }
    let missing = (0..<set.count).filter { !value($0).isFinite }
    if !missing.isEmpty { slices.append(Slice(name: "is missing", rows: missing)) }
    return slices
  }
}
