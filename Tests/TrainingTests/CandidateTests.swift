import Models
import Records
import Testing
import Training

@Suite("A candidate")
struct CandidateTests {
  private static let tasks: [LearningTask] = [.binary, .multiclass, .regression]
  private static let algorithms: [ModelSettings.Algorithm] = [.gbdt, .linear, .auto]

  private func settings(_ algorithm: ModelSettings.Algorithm) -> ModelSettings {
    ModelSettings(algorithm: algorithm, parameters: algorithm == .gbdt ? ["trees": 20, "subsample": 0.8] : [:])
  }

  @Test("the same examples, settings and seed give the same bytes", arguments: tasks, algorithms)
  func reproducible(task: LearningTask, algorithm: ModelSettings.Algorithm) throws {
    let examples = SyntheticExamples(task: task, hasCategory: true)
    let first = try Candidate.example(examples.set(2_000, seed: 5), settings(algorithm))
    let second = try Candidate.example(examples.set(2_000, seed: 5), settings(algorithm))
    #expect(try first.artifact.encode() == second.artifact.encode())
    let other = try Candidate.example(examples.set(2_000, seed: 6), settings(algorithm))
    #expect(try first.artifact.encode() != other.artifact.encode())
  }

  @Test("an artifact read back gives the same model, scores and metrics", arguments: tasks, algorithms)
  func roundTrip(task: LearningTask, algorithm: ModelSettings.Algorithm) throws {
    let set = SyntheticExamples(task: task, hasCategory: true).set(2_000, seed: 8)
    let candidate = try Candidate.example(set, settings(algorithm))
    let bytes = try candidate.artifact.encode()
    let artifact = try Artifact(decoding: bytes, digest: Artifact.digest(of: bytes))
    #expect(artifact == candidate.artifact)
    #expect(Metrics.evaluate(Model(artifact), on: candidate.holdout) == candidate.metrics)
    #expect(artifact.lineage.trainingRows == 1_600 && artifact.lineage.holdoutRows == 400)
    #expect(artifact.lineage.seed == 7)
  }

  @Test("learns what there is to learn", arguments: algorithms)
  func learns(algorithm: ModelSettings.Algorithm) throws {
    let binary = try Candidate.example(
      SyntheticExamples(task: .binary, hasCategory: true).set(5_000, seed: 9), settings(algorithm))
    #expect((binary.metrics["auc"] ?? 0) > 0.9)
    let multiclass = try Candidate.example(
      SyntheticExamples(task: .multiclass, hasCategory: true).set(5_000, seed: 9), settings(algorithm))
    #expect((multiclass.metrics["kappa"] ?? 0) > 0.3)
    let regression = try Candidate.example(
      SyntheticExamples(task: .regression, hasCategory: true).set(5_000, seed: 9), settings(algorithm))
    #expect((regression.metrics["r2"] ?? 0) > 0.6)
  }

  @Test("its reference profile has every feature and label of the training part, and what it said of the holdout")
  func reference() throws {
    for task in Self.tasks {
      let set = SyntheticExamples(task: task, hasCategory: true).set(1_000, seed: 10)
      let reference = try Candidate.example(set, settings(.gbdt)).artifact.reference
      for feature in set.layout.features { #expect(reference[.feature(feature.name)]?.rowCount == 800) }
      #expect(reference[.label]?.rowCount == 800)
      for subject in [ReferenceProfile.Subject.score, .prediction, .error] {
        #expect(reference[subject]?.rowCount == 200, "\(subject)")
      }
      #expect(reference[.loss]?.rowCount == 200)
      #expect(reference[.residual]?.rowCount == (task == .multiclass ? nil : 200))
      guard case .numeric(let losses) = reference[.loss], case .numeric(let errors) = reference[.error] else {
        Issue.record("losses and errors are numbers")
        continue
      }
      #expect(losses.knots[0] >= 0 && losses.missing == 0)
      // A wrong answer gave the right class less than half (of a regression, its loss is the error's square).
      let wrong = task == .regression ? 0 : errors.mean! * Double(errors.count)
      #expect(losses.mean! * 200 >= wrong * 0.69)
      if task == .regression { #expect(abs(Double(losses.knots.last!.squareRoot() - errors.knots.last!)) < 1e-3) }
    }
  }

  @Test("examples that nothing can be learned from are refused with the reason", arguments: algorithms)
  func refused(algorithm: ModelSettings.Algorithm) throws {
    let examples = SyntheticExamples(task: .binary)
    let settings = settings(algorithm)
    #expect(throws: TrainingError.tooFewExamples(count: 8, needed: 10)) {
      try Candidate.example(examples.set(10, seed: 1), settings)
    }
    #expect(throws: TrainingError.tooFewExamples(count: 0, needed: 10)) {
      try Candidate.example(examples.set(0, seed: 1), settings)
    }
    #expect(throws: TrainingError.oneClass("1", rows: 80)) {
      try Candidate.example(relabelled(examples.set(100, seed: 1), task: .binary) { _ in .number(1) }, settings)
    }
    #expect(throws: TrainingError.oneClass("a", rows: 80)) {
      let set = relabelled(examples.set(100, seed: 1), task: .multiclass) { .name($0 < 80 ? "a" : "b") }
      return try Candidate.example(set, settings)
    }
    #expect(throws: TrainingError.tooManyClasses(count: 300, allowed: 256)) {
      try Candidate.example(relabelled(examples.set(300, seed: 1), task: .multiclass) { .name("\($0)") }, settings)
    }
    #expect(throws: TrainingError.noFeatures) {
      try Candidate.example(SyntheticExamples(task: .binary, width: 0).set(100, seed: 1), settings)
    }
    #expect(throws: TrainingError.self) {
      try Candidate.example(examples.set(100, seed: 1), ModelSettings(algorithm: algorithm, parameters: ["x": 1]))
    }
  }

  @Test("columns without a value, constant ones and infinite values do no harm", arguments: algorithms)
  func poorColumns(algorithm: ModelSettings.Algorithm) throws {
    let source = SyntheticExamples(task: .binary).set(1_000, seed: 12)
    var builder = TrainingSetBuilder(task: .binary, layout: source.layout)
    var matrix = source.features
    for row in 0..<source.count {
      matrix[row, 1] = .nan
      matrix[row, 3] = 3.5
      if row % 10 == 0 { matrix[row, 5] = row % 20 == 0 ? .infinity : -.infinity }
      builder.append(row: row, of: matrix, label: .number(source.labels[row]), at: source.positions[row])
    }
    let set = builder.build()
    let candidate = try Candidate.example(set, settings(algorithm))
    #expect((candidate.metrics["auc"] ?? 0) > 0.6)
    var scores: [Float] = []
    candidate.model.score(set.features, into: &scores)
    #expect(scores.allSatisfy { (0...1).contains($0) })
  }

  @Test("a regression of a constant gives that constant", arguments: algorithms)
  func constantLabel(algorithm: ModelSettings.Algorithm) throws {
    let set = relabelled(SyntheticExamples(task: .binary).set(200, seed: 13), task: .regression) { _ in .number(42) }
    let candidate = try Candidate.example(set, settings(algorithm))
    var scores: [Float] = []
    candidate.model.score(set.features, into: &scores)
    #expect(scores.allSatisfy { abs($0 - 42) < 1e-3 })
  }

  @Test("a class that only the holdout has is known to the model, and seldom its answer", arguments: algorithms)
  func classInTheHoldoutOnly(algorithm: ModelSettings.Algorithm) throws {
    let set = relabelled(SyntheticExamples(task: .binary).set(500, seed: 14), task: .multiclass) {
      .name($0 < 450 ? ["a", "b"][$0 % 2] : "new")
    }
    let candidate = try Candidate.example(set, settings(algorithm))
    #expect(candidate.model.classes == ["a", "b", "new"])
    #expect((candidate.metrics["accuracy"] ?? 1) < 0.6)
  }

  @Test("a rare category counts as unseen, and both as missing")
  func rareCategories() throws {
    var settings = settings(.gbdt)
    settings.parameters["max_categories"] = 3
    let set = SyntheticExamples(task: .binary, hasCategory: true).set(2_000, seed: 15)
    let artifact = try Candidate.example(set, settings).artifact
    let encoder = artifact.encoders[0]
    #expect(encoder.values.count == 3)
    #expect(encoder.code(of: "nowhere").isNaN)
    #expect(SyntheticExamples.categories.count { encoder.code(of: $0).isNaN } == 4)
    settings.parameters["min_category_rows"] = 1_000
    #expect(try Candidate.example(set, settings).artifact.encoders[0].values.isEmpty)
  }

  @Test("trees number categories by their mean label")
  func ranks() throws {
    let set = SyntheticExamples(task: .binary, hasCategory: true).set(4_000, seed: 16)
    let encoder = try Candidate.example(set, settings(.gbdt)).artifact.encoders[0]
    #expect(encoder.codes == (0..<7).map { Float($0) })
    let against = Set(encoder.values.prefix(3))
    #expect(against == ["CH", "FR", "LI"], "the values of odd places speak against class 1")
  }

  private func relabelled(
    _ set: TrainingSet, task: LearningTask, _ label: (Int) -> ExampleLabel
  ) -> TrainingSet {
    var builder = TrainingSetBuilder(task: task, layout: set.layout)
    for row in 0..<set.count { builder.append(row: row, of: set.features, label: label(row), at: set.positions[row]) }
    return builder.build()
  }
}
