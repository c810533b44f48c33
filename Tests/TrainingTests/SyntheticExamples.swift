import Records
import Statistics
import Training

/// Seeded training sets with missing values, a category, and a label that depends on them.
struct SyntheticExamples {
  static let categories = ["AT", "CH", "DE", "FR", "IT", "LI", "zürich"]

  var task: LearningTask
  var width = 6
  var missingShare = 0.1
  var hasCategory = false
  var classCount = 3

  var layout: FeatureLayout {
    var features = (0..<width).map { FeatureLayout.Feature(name: "x\($0)", kind: .numeric, expression: "x\($0)") }
    if hasCategory { features[1] = FeatureLayout.Feature(name: "country", kind: .category, expression: "country") }
    return FeatureLayout(features: features)
  }

  func set(_ count: Int, seed: UInt64) -> TrainingSet {
    var generator = SeededGenerator(seed: seed)
    var builder = TrainingSetBuilder(task: task, layout: layout)
    for row in 0..<count {
      let (matrix, signal) = vector(&generator)
      let position = ExamplePosition(
        eventTime: Timestamp(milliseconds: Int64(row) * 1_000), partition: Int32(row % 4), offset: Int64(row / 4))
      builder.append(row: 0, of: matrix, label: label(signal, &generator), at: position)
    }
    return builder.build()
  }

  private func vector(_ generator: inout SeededGenerator) -> (FeatureMatrix, Double) {
    var matrix = FeatureMatrix(layout: layout)
    matrix.appendRows(1)
    var signal = 0.0
    for feature in 0..<width {
      if hasCategory, feature == 1 {
        let index = Int(generator.next() % UInt64(Self.categories.count))
        if generator.uniform() < missingShare {
          matrix.categories[0].appendMissing()
        } else {
          matrix.categories[0].append(Self.categories[index])
          signal += index % 2 == 0 ? 1 : -1
        }
        continue
      }
      let value = (generator.uniform() + generator.uniform() + generator.uniform() - 1.5) * Double(feature + 1)
      guard generator.uniform() >= missingShare else { continue }
      matrix[0, feature] = Float(value)
      signal += feature % 2 == 0 ? value / Double(feature + 1) : value * value / Double((feature + 1) * (feature + 1))
    }
    return (matrix, signal)
  }

  private func label(_ signal: Double, _ generator: inout SeededGenerator) -> ExampleLabel {
    let noisy = signal + generator.uniform() - 0.5
    switch task {
    case .binary: return .number(noisy > 0.5 ? 1 : 0)
    case .regression: return .number(100 + 10 * noisy)
    case .multiclass:
      return .name("class \(max(0, min(classCount - 1, Int((noisy + 1) / 3 * Double(classCount)))))")
    }
  }
}

extension ModelCard.Lineage {
  static let example = ModelCard.Lineage(
    parent: ModelVersion(0), commandID: "command-1", trigger: "manual", alertID: nil,
    examples: Command.Examples(ranges: [OffsetRange(partition: 0, from: 0, to: 10)]), configurationDigest: "00",
    seed: 0,
    trainingRows: 0, holdoutRows: 0)
}

extension Candidate {
  static func example(
    _ set: TrainingSet, _ settings: ModelSettings, holdout: Double = 0.2, seed: UInt64 = 7
  ) throws(TrainingError) -> Candidate {
    try train(
      set, version: ModelVersion(1),
      definitions: set.layout.features.map { FeatureDefinition(name: $0.name, expression: $0.expression) },
      schema: EventSchema(fields: []), model: settings, training: TrainingSettings(holdout: holdout, seed: seed),
      lineage: .example)
  }
}
