import Models
import Records
import Statistics
import Testing

@testable import Training

@Suite("Paired tests")
struct PairedTestsTests {
  // Golden values: one minus the one-sided mid-p of scipy.stats.binom(b + c, 0.5), by scipy 1.17.1:
  // 1 - (binom.sf(b, b + c, .5) + binom.pmf(b, b + c, .5) / 2)
  @Test(
    "McNemar's exact test is the binomial's mid-p",
    arguments: [
      (0, 0, 0.5), (1, 0, 0.75), (0, 1, 0.25), (10, 5, 0.8949432373046875), (5, 10, 0.1050567626953125),
      (60, 40, 0.9769779665353285),
    ])
  func exact(firstOnly: Int, secondOnly: Int, expected: Double) {
    let found = McNemar(firstOnly: firstOnly, secondOnly: secondOnly, count: 1_000).confidence(margin: 0)
    #expect(abs(found - expected) < 1e-9, "\(found)")
  }

  @Test("with many disagreements, and at a tiny margin, the score test meets the exact one")
  func limits() {
    let exact = McNemar(firstOnly: 260, secondOnly: 220, count: 5_000)
    #expect(abs(exact.confidence(margin: 0) - exact.confidence(margin: 1e-9)) < 0.002)
    let many = McNemar(firstOnly: 600, secondOnly: 500, count: 5_000)
    #expect(abs(many.confidence(margin: 0) - NormalDistribution.cumulative(100 / 1_100.0.squareRoot())) < 1e-9)
  }

  @Test("Tango's score test is at one half where the difference is the margin, and falls as the margin grows")
  func margin() {
    let test = McNemar(firstOnly: 80, secondOnly: 30, count: 1_000)
    #expect(abs(test.confidence(margin: 0.05) - 0.5) < 1e-9)
    let margins = [-0.2, -0.05, 0, 0.03, 0.05, 0.08, 0.3]
    let found = margins.map { test.confidence(margin: $0) }
    #expect(zip(found, found.dropFirst()).allSatisfy { $0 >= $1 }, "\(found)")
    #expect(found[2] > found[3] && found[3] > found[4] && found[4] > found[5], "\(found)")
  }

  @Test("a metric of weighted answers is the metric of the rows, each as often as its weight says")
  func weightedMetrics() throws {
    for task in [LearningTask.binary, .multiclass, .regression] {
      let set = SyntheticExamples(task: task, hasCategory: true).set(600, seed: 31)
      let model = try Candidate.example(set, ModelSettings(algorithm: .linear)).model
      var generator = SeededGenerator(seed: 5)
      let weights = set.labels.map { _ in Double(generator.next() % 3) }
      let repeated = set.repeating(weights.map { Int($0) })
      for metric in GateSettings.Metric.defined(for: task) {
        let answers = JudgedAnswers(model, on: set, metric: metric)
        let plain = try #require(answers.value(weights: [Double](repeating: 1, count: 600)))
        #expect(abs(plain - (try #require(Metrics.evaluate(model, on: set)[metric.rawValue]))) < 1e-9, "\(metric)")
        let weighted = try #require(answers.value(weights: weights))
        let expected = try #require(Metrics.evaluate(model, on: repeated)[metric.rawValue])
        #expect(abs(weighted - expected) < 1e-9, "\(metric)")
      }
    }
  }

  @Test("the bootstrap is sure of what is plain, unsure between equals, and the same for the same seed")
  func bootstrap() throws {
    let set = SyntheticExamples(task: .binary, hasCategory: true).set(3_000, seed: 32)
    let weak = try Candidate.example(set, ModelSettings(algorithm: .gbdt, parameters: ["trees": 2]))
    let strong = try Candidate.example(set, ModelSettings(algorithm: .gbdt, parameters: ["trees": 40]))
    for metric in [GateSettings.Metric.logloss, .auc, .kappa, .f1, .brier] {
      let one = JudgedAnswers(strong.judged, on: strong.holdout, metric: metric)
      let other = JudgedAnswers(weak.judged, on: weak.holdout, metric: metric)
      let test = PairedBootstrap(seed: 9)
      let sure = try #require(test.confidence(one, beats: other, margin: 0))
      #expect(sure > 0.99, "\(metric)")
      #expect(test.confidence(other, beats: one, margin: 0) == 1 - sure)
      #expect(test.confidence(one, beats: one, margin: 0) == 0.5)
      #expect(test.confidence(one, beats: other, margin: 0) == sure)
    }
  }

  /// Seeds 0 to 99 of two models of equal worth; a test at 90 % should be fooled in about a tenth of them.
  @Test("between models of equal worth it is as often wrong as it says, errors of neighbours alike or not")
  func calibration() {
    var fooled = (independent: 0, blocks: 0)
    for seed in UInt64(0)..<100 {
      var generator = SeededGenerator(seed: seed)
      let independent = (0..<300).map { _ in generator.uniform() - 0.5 }
      var level = 0.0
      let alike = (0..<300).map { row -> Double in
        if row % 5 == 0 { level = generator.uniform() - 0.5 }
        return level
      }
      let test = PairedBootstrap(seed: seed, draws: 200)
      if isSure(test, independent) { fooled.independent += 1 }
      if isSure(test, alike) { fooled.blocks += 1 }
    }
    #expect((3...19).contains(fooled.independent) && (3...22).contains(fooled.blocks), "\(fooled)")
  }

  /// A regression whose errors differ by so much a row.
  private func isSure(_ test: PairedBootstrap, _ differences: [Double]) -> Bool {
    let answers = { (sign: Double) in
      JudgedAnswers(errors: differences.map { 10 + sign * $0 / 2 }, metric: .mae)
    }
    return (test.confidence(answers(1), beats: answers(-1), margin: 0) ?? 0) >= 0.9
  }
}

extension TrainingSet {
  /// Each row as often as is said.
  fileprivate func repeating(_ counts: [Int]) -> TrainingSet {
    let rows = counts.enumerated().flatMap { row, count in repeatElement(row, count: count) }
    return TrainingSet(
      task: task, layout: layout, features: features.selecting(rows), labels: rows.map { labels[$0] },
      positions: rows.map { positions[$0] }, classes: classes)
  }
}
