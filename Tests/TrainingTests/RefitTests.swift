import Models
import Records
import Testing

@testable import Training

@Suite("Refits and the tournament")
struct RefitTests {
  private func candidate(_ set: TrainingSet, _ algorithm: ModelSettings.Algorithm, refits: Bool) throws -> Candidate {
    try Candidate.train(
      set, version: ModelVersion(1), definitions: [], schema: EventSchema(fields: []),
      model: ModelSettings(algorithm: algorithm), training: TrainingSettings(holdout: 0.2, refitsOnHoldout: refits),
      lineage: .example)
  }

  @Test("what is judged has not seen the holdout; what goes live has learned from all rows")
  func refit() throws {
    let set = SyntheticExamples(task: .binary, hasCategory: true).set(1_000, seed: 3)
    let plain = try candidate(set, .linear, refits: false)
    let refitted = try candidate(set, .linear, refits: true)
    #expect(plain.artifact.lineage.trainingRows == 800)
    #expect(refitted.artifact.lineage.trainingRows == 1_000)
    #expect(refitted.judged.predictor == plain.model.predictor)
    #expect(refitted.model.predictor != plain.model.predictor)
    #expect(refitted.metrics == plain.metrics)
  }

  @Test("a candidate knows the last row that it has learned from, and which rows lie behind it")
  func learnedThrough() throws {
    let set = SyntheticExamples(task: .binary, hasCategory: false).set(1_000, seed: 4)
    #expect(set.suffix(behind: set.positions[599]).positions == Array(set.positions[600...]))
    #expect(set.suffix(behind: set.positions[999]).count == 0)
    #expect(try candidate(set, .linear, refits: false).artifact.lineage.learnedThrough == set.positions[799].place)
    #expect(try candidate(set, .linear, refits: true).artifact.lineage.learnedThrough == set.positions[999].place)
  }

  @Test("the tournament takes a short window after the concept has changed, and all rows where it has not")
  func window() throws {
    let stable = SyntheticExamples(task: .binary, hasCategory: false).set(4_000, seed: 5)
    let turned = TrainingSet(
      task: .binary, layout: stable.layout, features: stable.features,
      labels: stable.labels.enumerated().map { $0.offset < 2_000 ? 1 - $0.element : $0.element },
      positions: stable.positions, classes: stable.classes)
    #expect(try candidate(stable, .auto, refits: false).artifact.lineage.trainingRows == 3_200)
    #expect(try candidate(turned, .auto, refits: false).artifact.lineage.trainingRows == 800)
  }
}
