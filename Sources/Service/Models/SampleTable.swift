import Records
import Training

/// Reads sample rows out of a table: a column a feature, and the model's outputs.
///
/// The output stands in the column `prediction`; of a multiclass task in columns `prediction_<class>`, in the order of
/// the model's classes. An empty cell, `?` or `nan` is a missing value.
struct SampleTable {
  let rows: SampleRows
  /// Of a multiclass task; empty otherwise.
  let classes: [String]

  private static let prefix = "prediction_"

  /// What is wrong with the table.
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  init(path: String, layout: FeatureLayout, task: LearningTask) throws {
    var reader = try CSVReader(path: path)
    let header = reader.header
    let outputs = header.indices.filter {
      task == .multiclass ? header[$0].hasPrefix(Self.prefix) : header[$0] == "prediction"
    }
    guard outputs.count >= (task == .multiclass ? 2 : 1) else {
      let wanted = task == .multiclass ? "columns prediction_<class>, one a class" : "a column prediction"
      throw Problem(description: "\(path): the model's outputs are missing; give \(wanted)")
    }
    let columns = layout.features.map { header.firstIndex(of: $0.name) }
    for (feature, column) in zip(layout.features, columns) where column == nil && feature.kind == .numeric {
      throw Problem(description: "\(path): there is no column for the feature \(feature.name)")
    }
    classes = task == .multiclass ? outputs.map { String(header[$0].dropFirst(Self.prefix.count)) } : []
    var features = FeatureMatrix(layout: layout)
    var known: [Float] = []
    while let cells = try reader.next() {
      features.appendRows(1)
      for (place, column) in columns.enumerated() where layout.features[place].kind == .numeric {
        features[features.count - 1, place] = try Self.number(cells[column!], path: path, line: reader.line) ?? .nan
      }
      for (category, place) in layout.categoryIndices.enumerated() {
        if let column = columns[place], !cells[column].isEmpty {
          features.categories[category].append(cells[column])
        } else {
          features.categories[category].appendMissing()
        }
      }
      for column in outputs {
        guard let output = try Self.number(cells[column], path: path, line: reader.line) else {
          throw Problem(description: "\(path):\(reader.line): \(header[column]) is missing")
        }
        known.append(output)
      }
    }
    guard features.count > 0 else { throw Problem(description: "\(path): there is no row to check the model with") }
    rows = SampleRows(features: features, outputs: known, outputCount: outputs.count)
  }

  private static func number(_ cell: String, path: String, line: Int) throws -> Float? {
    if cell.isEmpty || cell == "?" || cell.lowercased() == "nan" { return nil }
    guard let number = Double(cell), number.isFinite else {
      throw Problem(description: "\(path):\(line): '\(cell)' is no number")
    }
    return Float(number)
  }
}
