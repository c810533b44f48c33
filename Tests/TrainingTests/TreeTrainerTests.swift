import Models
import Records
import Statistics
import Testing

@testable import Training

@Suite("Boosted trees")
struct TreeTrainerTests {
  private static let tasks: [LearningTask] = [.binary, .multiclass, .regression]

  private func settings(_ parameters: [String: Double] = [:]) -> ModelSettings {
    ModelSettings(algorithm: .gbdt, parameters: ["trees": 40].merging(parameters) { $1 })
  }

  @Test("the packed forest's margins are XGBoost's own to 1e-6, missing values included", arguments: tasks)
  func agreesWithXGBoost(task: LearningTask) throws {
    for (seed, depth, missingShare) in [(1, 6.0, 0.1), (2, 1, 0), (3, 10, 0.5), (4, 3, 0.02)]
      as [(UInt64, Double, Double)]
    {
      let set = SyntheticExamples(task: task, width: 7, missingShare: missingShare).set(1_501, seed: seed)
      let trainer = TreeTrainer(settings: settings(["depth": depth]), seed: 7)
      let booster = try trainer.boosted(set, EncodedFeatures(set, encoders: []))
      let expected = try booster.margins()
      let trained = try trainer.train(set)
      let model = Model(
        version: ModelVersion(1), task: task, layout: set.layout, classes: set.classes, encoders: trained.encoders,
        predictor: trained.predictor, reference: ReferenceProfile())
      var margins: [Float] = []
      model.margins(set.features, into: &margins)
      #expect(margins.count == expected.count)
      let largest = zip(margins, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
      #expect(largest <= 1e-6, "seed \(seed), depth \(depth)")
    }
  }

  @Test("the number of threads does not change the trees", arguments: tasks)
  func threadsChangeNothing(task: LearningTask) throws {
    let set = SyntheticExamples(task: task, width: 12).set(3_000, seed: 11)
    let features = EncodedFeatures(set, encoders: [])
    let settings = settings(["subsample": 0.7, "colsample": 0.6, "trees": 8])
    let one = try TreeTrainer(settings: settings, seed: 3).boosted(set, features).margins()
    let again = try TreeTrainer(settings: settings, seed: 3).boosted(set, features).margins()
    #expect(one == again)
    let two = try TreeTrainer(settings: settings, seed: 3, threadCount: 2).boosted(set, features).margins()
    let different = zip(one, two).count { $0 != $1 }
    #expect(different == 0, "different margins: \(different)")
  }
}
