import Models
import Records
import Testing
import Training

@Suite("On real data")
struct RealDataTests {
  /// The share of the commonest class among the labels.
  private func commonest(_ set: TrainingSet) -> Double {
    let counts = set.labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return Double(counts.values.max() ?? 0) / Double(set.count)
  }

  @Test(
    "elec2: both algorithms beat the commonest class on the newest fifth",
    .enabled(if: DataSet.path("elec2.csv") != nil, "elec2.csv is neither in ../shared/data nor in FRESHET_DATA_SETS"),
    arguments: ModelSettings.Algorithm.allCases)
  func elec2(algorithm: ModelSettings.Algorithm) throws {
    let set = try DataSet("elec2.csv", limit: 6_000).trainingSet(.binary)
    let candidate = try Candidate.example(set, ModelSettings(algorithm: algorithm))
    let accuracy = candidate.metrics["accuracy"] ?? 0
    #expect(accuracy > commonest(candidate.holdout) + 0.05, "\(algorithm): \(candidate.metrics)")
  }

  @Test(
    "insects: both algorithms tell species apart far better than the commonest class",
    .enabled(
      if: DataSet.path("insects_gradual_balanced.csv") != nil,
      "insects_gradual_balanced.csv is neither in ../shared/data nor in FRESHET_DATA_SETS"),
    arguments: ModelSettings.Algorithm.allCases)
  func insects(algorithm: ModelSettings.Algorithm) throws {
    let set = try DataSet("insects_gradual_balanced.csv", limit: 3_000).trainingSet(.multiclass)
    let candidate = try Candidate.example(set, ModelSettings(algorithm: algorithm, parameters: [:]))
    let accuracy = candidate.metrics["accuracy"] ?? 0
    #expect(accuracy > commonest(candidate.holdout) + 0.25, "\(algorithm): \(candidate.metrics)")
  }
}
