import Models
import Records

/// Measures how long the serving code takes to answer one event with an artifact, on this machine.
enum LatencyProbe {
  private static let warmUpCount = 32
  private static let count = 257

  /// The median of some hundred single answers; nil where the artifact cannot be read, or there is nothing to answer.
  static func measure(artifact: [UInt8], rows: FeatureMatrix) -> Duration? {
    guard rows.count > 0, let decoded = try? Artifact(decoding: artifact) else { return nil }
    let model = Model(decoded)
    guard rows.width == model.layout.count else { return nil }
    var scores: [Float] = []
    var durations: [Duration] = []
    for turn in 0..<warmUpCount + count {
      let row = turn % rows.count
      let start = ContinuousClock.now
      model.score(rows, rows: row..<row + 1, into: &scores)
      if turn >= warmUpCount { durations.append(ContinuousClock.now - start) }
    }
    return durations.sorted()[count / 2]
  }
}
