import Models
import Records
import Testing
import Training

@Suite("Metrics")
struct MetricsTests {
  private func expectEqual(_ metrics: [String: Double], _ expected: [String: Double], _ tolerance: Double = 1e-9) {
    #expect(metrics.keys.sorted() == expected.keys.sorted())
    for (name, value) in expected {
      let own = metrics[name] ?? .nan
      #expect(abs(own - value) <= tolerance * max(1, abs(value)), "\(name): \(own), scikit-learn has \(value)")
    }
  }

  @Test("are scikit-learn's")
  func golden() throws {
    let golden = try Golden.load()
    for one in golden.binary {
      // Brier and log loss are of 32-bit scores, which scikit-learn sums in 32 bits.
      expectEqual(Metrics.binary(one.scores, one.labels), one.expected, 1e-6)
    }
    for one in golden.multiclass {
      let own = Metrics.multiclass(one.scores, one.labels.map { Int($0) }, classCount: one.classCount ?? 0)
      expectEqual(own, one.expected)
    }
    for one in golden.regression { expectEqual(Metrics.regression(one.scores, one.labels), one.expected) }
  }

  @Test("the area under the curve is the share of rightly ordered pairs, counted one by one")
  func areaByPairs() throws {
    for one in try Golden.load().binary {
      var (right, pairs) = (0.0, 0.0)
      for (high, highLabel) in zip(one.scores, one.labels) where highLabel == 1 {
        for (low, lowLabel) in zip(one.scores, one.labels) where lowLabel == 0 {
          pairs += 1
          right += high > low ? 1 : high == low ? 0.5 : 0
        }
      }
      #expect(abs(Metrics.areaUnderCurve(one.scores, one.labels)! - right / pairs) < 1e-12)
    }
  }

  @Test("what the rows do not define is absent")
  func undefined() {
    #expect(Metrics.binary([], []).isEmpty)
    #expect(Metrics.multiclass([], [], classCount: 3).isEmpty)
    #expect(Metrics.regression([], []).isEmpty)
    let oneClass = Metrics.binary([0.2, 0.3], [0, 0])
    #expect(oneClass["auc"] == nil && oneClass["kappa"] == nil && oneClass["accuracy"] == 1)
    #expect(Metrics.regression([1], [2])["r2"] == nil)
    #expect(Metrics.regression([1, 1], [2, 2])["r2"] == 0)
  }

  @Test("a row of a class that the model does not know is wrong")
  func unknownClass() {
    let metrics = Metrics.multiclass([0.9, 0.1, 0.2, 0.8], [0, 2], classCount: 2)
    #expect(metrics["accuracy"] == 0.5)
    #expect((metrics["logloss"] ?? 0) > 7)
  }

  @Test("a model that knows fewer classes than the set is measured by their names")
  func classesByName() {
    let set = SyntheticExamples(task: .multiclass, classCount: 4).set(400, seed: 3)
    #expect(set.classes.count > 2)
    let reversed = Model.prior(task: .multiclass, layout: set.layout, classes: [set.classes[1], "none such"])
    let accuracy = Metrics.evaluate(reversed, on: set)["accuracy"]
    #expect(accuracy == Double(set.labels.count { $0 == 1 }) / Double(set.count))
  }

  @Test("a model of another layout or task has no metrics on the set")
  func otherLayout() {
    let set = SyntheticExamples(task: .binary).set(50, seed: 3)
    let narrower = SyntheticExamples(task: .binary, width: 5).layout
    #expect(Metrics.evaluate(Model.prior(task: .binary, layout: narrower, classes: []), on: set).isEmpty)
    #expect(Metrics.evaluate(Model.prior(task: .regression, layout: set.layout, classes: []), on: set).isEmpty)
    #expect(Metrics.evaluate(Model.prior(task: .binary, layout: set.layout, classes: []), on: set)["auc"] == 0.5)
  }
}
