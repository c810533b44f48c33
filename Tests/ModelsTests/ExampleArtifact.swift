import Models
import Records
import Statistics

/// Small artifacts of each kind, with categories, classes and a profile.
enum ExampleArtifact {
  static let layout = FeatureLayout(features: [
    .init(name: "amount", kind: .numeric, expression: "amount"),
    .init(name: "country", kind: .category, expression: "country"),
    .init(name: "age", kind: .numeric, expression: "age"),
  ])

  static let encoder = CategoryEncoder(values: ["AT", "", "zürich \"1\""], codes: [0, 1, 2])

  static var reference: ReferenceProfile {
    ReferenceProfile(features: matrix(50, seed: 3), layout: layout)
  }

  static func matrix(_ rows: Int, seed: UInt64) -> FeatureMatrix {
    var generator = SeededGenerator(seed: seed)
    var matrix = FeatureMatrix(layout: layout)
    matrix.appendRows(rows)
    for row in 0..<rows {
      for feature in [0, 2] where generator.uniform() > 0.2 {
        matrix[row, feature] = Float(generator.uniform() * 10 - 5)
      }
      switch generator.next() % 5 {
      case 0: matrix.categories[0].appendMissing()
      case 1: matrix.categories[0].append("unseen")
      case let place: matrix.categories[0].append(encoder.values[Int(place) - 2])
      }
    }
    return matrix
  }

  static func forest(_ task: LearningTask) -> Artifact {
    var generator = SeededGenerator(seed: 17)
    let outputs = task == .multiclass ? 3 : 1
    let trees = RandomForest.trees(outputs * 3, depth: 4, width: layout.count, outputs: outputs, &generator)
    return artifact(
      task, .forest(Forest(width: layout.count, base: Array(repeating: 0.25, count: outputs), trees: trees)))
  }

  static func linear(_ task: LearningTask) -> Artifact {
    let outputs = task == .multiclass ? 3 : 1
    let design = LinearDesign(columns: [
      .number(mean: 1.5, inverseDeviation: 0.5, input: 0, indicator: 1), .category(first: 2, count: 3),
      .number(mean: -2, inverseDeviation: 0, input: 5, indicator: -1),
    ])!
    let weights = (0..<outputs * 6).map { Double($0) * 0.3 - 1 }
    let intercepts = (0..<outputs).map { Double($0) - 0.7 }
    return artifact(task, .linear(LinearPredictor(design: design, weights: weights, intercepts: intercepts)!))
  }

  static var all: [Artifact] {
    LearningTask.allCases.flatMap { [forest($0), linear($0)] }
  }

  private static func artifact(_ task: LearningTask, _ predictor: Predictor) -> Artifact {
    Artifact(
      version: ModelVersion(7), task: task, classes: ["a", "b", "c"], parameters: ["depth": 4, "l2": 0.5],
      definitions: [FeatureDefinition(name: "amount", expression: "amount")],
      schema: EventSchema(fields: [.init(name: "amount", type: .double, minimum: 0)]), layout: layout,
      metrics: ["accuracy": 0.75],
      lineage: ModelCard.Lineage(
        parent: ModelVersion(6), commandID: "c-1", trigger: "nightly", alertID: "a/1",
        examples: Command.Examples(ranges: [OffsetRange(partition: 1, from: 10, to: 90)], newest: 50),
        configurationDigest: "ab", seed: .max, trainingRows: 40, holdoutRows: 10),
      encoders: [encoder], predictor: predictor, reference: reference)
  }
}
