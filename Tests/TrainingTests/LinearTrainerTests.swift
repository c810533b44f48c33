import Models
import Records
import Testing
import Training

@Suite("Linear models")
struct LinearTrainerTests {
  private func set(_ golden: Golden.Linear) -> TrainingSet {
    let layout = FeatureLayout(
      features: golden.rows[0].indices.map { .init(name: "x\($0)", kind: .numeric, expression: "x\($0)") })
    var builder = TrainingSetBuilder(task: golden.task, layout: layout)
    var matrix = FeatureMatrix(layout: layout)
    for (row, values) in golden.rows.enumerated() {
      matrix.removeAll()
      matrix.appendRows(1)
      for (feature, value) in values.enumerated() { matrix[0, feature] = value ?? .nan }
      let label = golden.labels[row]
      builder.append(
        row: 0, of: matrix, label: golden.task == .multiclass ? .name("\(Int(label))") : .number(label),
        at: ExamplePosition(eventTime: Timestamp(milliseconds: Int64(row)), partition: 0, offset: 0))
    }
    return builder.build()
  }

  @Test("give scikit-learn's probabilities and values on the same penalty")
  func golden() throws {
    for one in try Golden.load().linear {
      let settings = ModelSettings(
        algorithm: .linear, parameters: ["l2": one.l2, "iterations": 2_000, "tolerance": 1e-10])
      let set = set(one)
      let model = try Candidate.example(set, settings, holdout: 0).model
      var scores: [Float] = []
      model.score(set.features, into: &scores)
      #expect(scores.count == one.scores.count)
      let largest = zip(scores, one.scores).map { abs(Double($0) - $1) / max(1, abs($1)) }.max() ?? 1
      #expect(largest < 2e-6, "\(one.task), l2 \(one.l2): largest difference \(largest)")
    }
  }

  @Test("a row's score does not depend on the batch that it comes in", arguments: [LearningTask.binary, .multiclass])
  func batchChangesNothing(task: LearningTask) throws {
    let set = SyntheticExamples(task: task, hasCategory: true).set(700, seed: 21)
    let model = try Candidate.example(set, ModelSettings(algorithm: .linear)).model
    var all: [Float] = []
    model.score(set.features, into: &all)
    var scores: [Float] = []
    for rows in [0..<1, 3..<9, 100..<116, 5..<300] {
      model.score(set.features, rows: rows, into: &scores)
      #expect(scores == Array(all[rows.lowerBound * model.outputCount..<rows.upperBound * model.outputCount]))
    }
  }

  @Test("a category's weights are those of the values that training kept; unseen and missing have none")
  func categories() throws {
    let set = SyntheticExamples(task: .binary, hasCategory: true).set(3_000, seed: 22)
    let model = try Candidate.example(set, ModelSettings(algorithm: .linear)).model
    var matrix = FeatureMatrix(layout: set.layout)
    matrix.appendRows(4)
    for value in ["AT", "CH", "unseen"] { matrix.categories[0].append(value) }
    matrix.categories[0].appendMissing()
    var scores: [Float] = []
    model.score(matrix, into: &scores)
    #expect(scores[0] > scores[2] && scores[1] < scores[2], "AT speaks for class 1, CH against it")
    #expect(scores[2] == scores[3])
    #expect(matrix.values.allSatisfy { $0.isNaN }, "the category's code never enters the vector")
  }
}
