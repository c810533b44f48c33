import Records
import Testing

@testable import Simulation

@Suite("Baselines")
struct BaselinesTests {
  @Test("no change answers with the label of so many rows before", arguments: [1, 2, 5])
  func noChange(_ delay: Int) {
    let labels = ["a", "a", "b", "b", "a", "b", "b", "b", "a", "a", "a", "b"]
    var baselines = Baselines(task: .multiclass, delay: delay)
    for (row, label) in labels.enumerated() { baselines.note(row: row, label: label) }
    let right = labels.indices.count { $0 >= delay && labels[$0] == labels[$0 - delay] }
    #expect(baselines.figures[1].metrics["accuracy"] == Double(right) / Double(labels.count))
  }

  @Test("the commonest class is that of the labels known so far, and a missing label is passed over")
  func commonest() {
    var baselines = Baselines(task: .binary, delay: 1)
    let labels: [String?] = ["1", "0", nil, "0", "0"]
    for (row, label) in labels.enumerated() { baselines.note(row: row, label: label) }
    // Nothing known; 1 known; 1 and 0 known, 1 first; 0 twice and 1 once.
    #expect(baselines.figures[0].metrics["accuracy"] == 1.0 / 4)
  }

  @Test("a regression's baselines are the mean so far and the newest value")
  func regression() throws {
    var baselines = Baselines(task: .regression, delay: 1)
    for (row, label) in ["1", "3", "5"].enumerated() { baselines.note(row: row, label: label) }
    let (mean, newest) = (baselines.figures[0].metrics, baselines.figures[1].metrics)
    // Means 0, 1, 2 and newest 0, 1, 3 against 1, 3, 5.
    #expect(mean["mae"] == 2)
    #expect(newest["mae"] == 5.0 / 3)
    let r2 = try #require(newest["r2"])
    #expect(abs(r2 - (1 - 9.0 / 8)) < 1e-12)
  }
}
