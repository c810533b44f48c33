import Models
import Records
import Testing

@testable import Training

@Suite("The gate")
struct GateTests {
  private static let set = SyntheticExamples(task: .binary, hasCategory: true).set(4_000, seed: 21)

  private func candidate(
    _ set: TrainingSet = GateTests.set, trees: Double = 20, holdout: Double = 0.2
  ) throws -> Candidate {
    try Candidate.example(set, ModelSettings(algorithm: .gbdt, parameters: ["trees": trees]), holdout: holdout)
  }

  private func judge(
    _ candidate: Candidate, artifact: [UInt8]? = nil, layout: FeatureLayout? = nil, live: Model?,
    learnedThrough: ExamplePosition? = nil, latency: Duration? = .microseconds(3), _ settings: GateSettings
  ) throws -> ModelCard.Verdict {
    Gate.judge(
      Gate.Trial(
        candidate: candidate, artifact: try artifact ?? candidate.artifact.encode(),
        layout: layout ?? candidate.artifact.layout, live: live, liveLearnedThrough: learnedThrough, latency: latency,
        seed: 1),
      settings
    ).verdict
  }

  private func failed(_ verdict: ModelCard.Verdict) -> [String] { verdict.checks.filter { !$0.passed }.map(\.name) }

  // MARK: Better

  @Test("lets a better candidate pass, with every figure it rests on")
  func better() throws {
    let verdict = try judge(
      candidate(), live: candidate(trees: 1).model, GateSettings(metric: .logloss, confidence: 0.95))
    #expect(verdict.accepted, "\(verdict.reason)")
    #expect(
      verdict.checks.map(\.name) == [
        "artifact", "layout", "finite", "agreement", "latency", "unseen", "gain", "confidence",
      ])
    #expect(verdict.checks.allSatisfy(\.passed) && verdict.canServe)
    let (own, other) = (try #require(verdict.candidate), try #require(verdict.live))
    #expect(own < other)
    #expect(verdict.checks.first { $0.name == "gain" }?.figure == other - own)
    #expect(verdict.reason.hasPrefix("logloss is \(Gate.text(own)), the live model's \(Gate.text(other)): better by"))
  }

  @Test("refuses a worse one, by each metric of each task", arguments: [LearningTask.binary, .multiclass, .regression])
  func worse(task: LearningTask) throws {
    let set = SyntheticExamples(task: task, hasCategory: true).set(4_000, seed: 22)
    let (weak, strong) = (try candidate(set, trees: 1), try candidate(set, trees: 30))
    for metric in GateSettings.Metric.defined(for: task) {
      let verdict = try judge(weak, live: strong.model, GateSettings(metric: metric, confidence: 0.5))
      #expect(!verdict.accepted && failed(verdict) == ["gain"], "\(metric): \(verdict.reason)")
      #expect(verdict.reason.contains(": worse by "))
      let turned = try judge(strong, live: weak.model, GateSettings(metric: metric, confidence: 0.9))
      #expect(turned.accepted, "\(metric): \(turned.reason)")
    }
  }

  @Test(
    "where the figures alone decide, the equal passes at a margin of 0, a positive margin asks for more, and a negative one for less"
  )
  func margin() throws {
    let (weak, strong) = (try candidate(trees: 10), try candidate(trees: 12))
    let gain = try #require(strong.metrics["auc"]) - (try #require(weak.metrics["auc"]))
    #expect(try judge(weak, live: weak.model, GateSettings(metric: .auc, confidence: 0.5)).accepted)
    #expect(
      try judge(strong, live: weak.model, GateSettings(metric: .auc, beatLiveBy: gain / 2, confidence: 0.5)).accepted)
    #expect(
      try failed(judge(strong, live: weak.model, GateSettings(metric: .auc, beatLiveBy: gain * 2, confidence: 0.5)))
        == ["gain"])
    #expect(
      try judge(weak, live: strong.model, GateSettings(metric: .auc, beatLiveBy: -gain * 1.01, confidence: 0.5))
        .accepted)
  }

  @Test("a gain that may be luck is refused where confidence is asked for, and says how sure it is")
  func confidence() throws {
    let (weak, strong) = (try candidate(trees: 19), try candidate(trees: 20))
    let sure = GateSettings(metric: .accuracy, beatLiveBy: -0.001, confidence: 0.999)
    let verdict = try judge(strong, live: weak.model, sure)
    #expect(failed(verdict) == ["confidence"], "\(verdict.reason)")
    #expect(verdict.reason.contains("by McNemar's test that is "))
    #expect(verdict.reason.hasSuffix(" % sure, and 99.9 % are needed"))
  }

  @Test("judges on rows that neither has learned from, and says so where there are too few")
  func unseen() throws {
    let candidate = try candidate()
    let positions = candidate.holdout.positions
    let known = try judge(
      candidate, live: self.candidate(trees: 1).model, learnedThrough: positions[499], GateSettings(metric: .logloss))
    #expect(known.checks.first { $0.name == "unseen" }?.figure == 300)
    #expect(known.accepted && known.candidate != candidate.metrics["logloss"])
    let few = try judge(
      candidate, live: self.candidate(trees: 1).model, learnedThrough: positions[759], GateSettings(metric: .logloss))
    #expect(failed(few) == ["unseen"])
    #expect(few.reason == "only 40 rows are new to both models, and 50 are needed to compare them")
  }

  @Test("passes where there is nothing to beat or nothing to judge by, refuses what is not defined")
  func nothingToCompare() throws {
    #expect(try judge(candidate(), live: nil, GateSettings(metric: .auc)).accepted)
    let blind = try judge(candidate(holdout: 0), live: candidate().model, GateSettings(metric: .auc))
    #expect(blind.accepted && blind.reason.hasPrefix("there is no holdout"))
    let oneClass = TrainingSet(
      task: .binary, layout: Self.set.layout, features: Self.set.features,
      labels: Self.set.labels.enumerated().map { $0.offset < 3_200 ? $0.element : 1 }, positions: Self.set.positions,
      classes: Self.set.classes)
    let undefined = try judge(candidate(oneClass), live: candidate().model, GateSettings(metric: .auc))
    #expect(failed(undefined) == ["gain"] && undefined.reason.contains("auc is not defined"))
  }

  // MARK: Slices

  @Test("refuses a candidate that is better on the whole and worse on one slice, and names the slice")
  func worseOnOneSlice() throws {
    let (whole, onlyOthers) = (Self.set, Self.relabelled(Self.set) { $0 == "CH" })
    let live = try candidate(whole, trees: 3).model
    // It has learned the opposite of what holds in CH, and more of all else.
    let better = try candidate(onlyOthers, trees: 60)
    let judged = Candidate(
      artifact: better.artifact, model: better.model, judged: better.model,
      holdout: whole.split(holdout: 0.2).holdout, rehearsal: better.rehearsal)
    var settings = GateSettings(metric: .accuracy, beatLiveBy: -0.1, confidence: 0.5)
    #expect(try judge(judged, live: live, settings).accepted)
    settings.guards = GateSettings.Guards(slices: ["country"], noWorseBy: 0.2, minimumCount: 50)
    let verdict = try judge(judged, live: live, settings)
    #expect(failed(verdict) == ["slice country = CH"], "\(verdict.reason)")
    #expect(verdict.reason.hasPrefix("slice country = CH ("))
    #expect(verdict.checks.count { $0.name.hasPrefix("slice country") } == SyntheticExamples.categories.count + 1)
    settings.guards = GateSettings.Guards(slices: ["country"], noWorseBy: 0.2, minimumCount: 500)
    #expect(try judge(judged, live: live, settings).accepted, "slices of fewer rows are not judged")
  }

  @Test("a number is sliced into quarters, and into the rows without it")
  func quarters() throws {
    let guards = GateSettings.Guards(slices: ["x0"], noWorseBy: 1, minimumCount: 20)
    let verdict = try judge(
      candidate(), live: candidate(trees: 10).model, GateSettings(metric: .brier, confidence: 0.5, guards: guards))
    let names = verdict.checks.map(\.name).filter { $0.hasPrefix("slice x0") }
    #expect(names.count == 5 && names.last == "slice x0 is missing", "\(names)")
  }

  private static func relabelled(_ set: TrainingSet, where isTurned: (String?) -> Bool) -> TrainingSet {
    TrainingSet(
      task: .binary, layout: set.layout, features: set.features,
      labels: set.labels.enumerated().map {
        isTurned(set.features.categories[0].string($0.offset)) ? 1 - $0.element : $0.element
      }, positions: set.positions, classes: set.classes)
  }

  // MARK: Able to serve

  @Test("refuses an artifact that the serving code cannot read")
  func unreadable() throws {
    let candidate = try candidate()
    var bytes = try candidate.artifact.encode()
    bytes[bytes.count / 2] ^= 1
    let verdict = try judge(candidate, artifact: bytes, live: nil, GateSettings(metric: .logloss))
    #expect(failed(verdict) == ["artifact"] && !verdict.canServe)
    #expect(verdict.reason.contains("SHA-256"))
  }

  @Test("refuses a candidate of other features than the pipeline's, and names them")
  func otherLayout() throws {
    var features = Self.set.layout.features
    features[2].expression = "log1p(x2)"
    let verdict = try judge(
      candidate(), layout: FeatureLayout(features: features), live: candidate(trees: 1).model,
      GateSettings(metric: .logloss))
    #expect(!verdict.accepted && verdict.checks[1].name == "layout" && !verdict.checks[1].passed)
    #expect(verdict.reason.hasSuffix("gone: x2 = x2; new: x2 = log1p(x2)"))
  }

  @Test("refuses a candidate that answers what is no number")
  func notANumber() throws {
    let set = SyntheticExamples(task: .regression).set(400, seed: 3)
    let good = try Candidate.example(set, ModelSettings(algorithm: .linear))
    guard case .linear(let linear) = good.artifact.predictor else { return }
    var artifact = good.artifact
    // Finite in 64 bits, as the format demands; the margins of 32 bits are not.
    artifact.predictor = .linear(
      try #require(
        LinearPredictor(
          design: linear.design, weights: linear.weights.map { _ in 1e300 }, intercepts: linear.intercepts)))
    let model = Model(artifact)
    let bad = Candidate(
      artifact: artifact, model: model, judged: model, holdout: good.holdout, rehearsal: good.rehearsal)
    let verdict = try judge(bad, live: nil, GateSettings(metric: .rmse))
    #expect(failed(verdict).contains("finite") && !verdict.accepted)
    #expect(verdict.reason.contains("answers to 336 rows are not finite"), "\(verdict.reason)")
  }

  @Test("refuses a candidate that does not answer as its trainer does", arguments: [true, false])
  func disagreement(isFar: Bool) throws {
    let good = try candidate()
    let margins = good.rehearsal.margins.map { $0 * (isFar ? 1 + 1e-5 : 1 + 1e-7) }
    let other = Candidate(
      artifact: good.artifact, model: good.model, judged: good.judged, holdout: good.holdout,
      rehearsal: Rehearsal(
        features: good.rehearsal.features, margins: margins, magnitudes: good.rehearsal.magnitudes))
    #expect(try failed(judge(other, live: nil, GateSettings(metric: .logloss))) == (isFar ? ["agreement"] : []))
  }

  @Test("served margins are the trainer's own", arguments: [ModelSettings.Algorithm.gbdt, .linear])
  func agreement(algorithm: ModelSettings.Algorithm) throws {
    for task in [LearningTask.binary, .multiclass, .regression] {
      let set = SyntheticExamples(task: task, hasCategory: true).set(2_000, seed: 23)
      let candidate = try Candidate.example(set, ModelSettings(algorithm: algorithm))
      #expect(candidate.rehearsal.features.count == TrainedPredictor.mostRehearsedRows)
      let distance = candidate.rehearsal.disagreement(with: candidate.model)
      #expect(distance <= Rehearsal.tolerance, "\(task)")
    }
  }

  @Test("refuses a candidate that is too slow, by the time that the driver measured")
  func slow() throws {
    let settings = GateSettings(metric: .logloss, latency: .milliseconds(5))
    let verdict = try judge(candidate(), live: candidate(trees: 1).model, latency: .microseconds(5_001), settings)
    #expect(failed(verdict) == ["latency"])
    #expect(verdict.reason == "it takes 5.001 ms to answer an event, and 5.0 ms are allowed")
    #expect(try judge(candidate(), live: nil, latency: .milliseconds(5), settings).accepted)
    let unmeasured = try judge(candidate(), live: nil, latency: nil, settings)
    #expect(unmeasured.accepted && !unmeasured.checks.contains { $0.name == "latency" })
  }
}
