import FoundationEssentials
import Records
import Training

/// Real data that stands beside the repository (`../shared/data`) or where `FRESHET_DATA_SETS` says.
struct DataSet {
  let rows: [[Substring]]
  /// The features' names; the label is the last column.
  let names: [String]

  static func path(_ file: String) -> String? {
    var folders = ProcessInfo.processInfo.environment["FRESHET_DATA_SETS"].map { [$0] } ?? []
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    folders.append("/\(root)/../shared/data")
    return folders.map { "\($0)/\(file)" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// The first `limit` rows of a file.
  init(_ file: String, limit: Int) throws {
    let text = try String(decoding: Data(contentsOf: URL(filePath: Self.path(file) ?? file)), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).prefix(limit + 1)
    names = lines[0].split(separator: ",").dropLast().map(String.init)
    rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  func trainingSet(_ task: LearningTask) -> TrainingSet {
    let layout = FeatureLayout(features: names.map { .init(name: $0, kind: .numeric, expression: $0) })
    var builder = TrainingSetBuilder(task: task, layout: layout)
    var matrix = FeatureMatrix(layout: layout)
    for (row, values) in rows.enumerated() {
      matrix.removeAll()
      matrix.appendRows(1)
      for feature in names.indices { matrix[0, feature] = Float(String(values[feature])) ?? .nan }
      let label = String(values[names.count])
      builder.append(
        row: 0, of: matrix, label: task == .multiclass ? .name(label) : .number(Double(label) ?? .nan),
        at: ExamplePosition(eventTime: Timestamp(milliseconds: Int64(row)), partition: 0, offset: Int64(row)))
    }
    return builder.build()
  }
}
