import Foundation
import Records

/// Predictions as rows of a table of comma-separated values.
package struct PredictionTable {
  private struct Prediction: Decodable {
    var id: String
    var model: Int
    var time: Int64
    var score: Double?
    var value: Double?
    var scores: [String: Double?]?
    var label: Label?
  }

  /// A class's number or name.
  private struct Label: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        text = "\(number)"
      } else {
        text = try container.decode(String.self)
      }
    }
  }

  private let task: LearningTask
  private let classes: [String]

  package init(task: LearningTask, classes: [String]) {
    self.task = task
    self.classes = classes
  }

  package var header: String {
    switch task {
    case .binary: "id,time,model,score,label"
    case .regression: "id,time,model,value"
    case .multiclass:
      (["id", "time", "model", "score", "label"] + classes.map { Self.cell("score_" + $0) }).joined(separator: ",")
    }
  }

  /// The line of a prediction's record.
  package func line(_ prediction: String) throws -> String {
    let value = try JSONCoding.decode(Prediction.self, from: prediction.utf8)
    func text(_ number: Double?) -> String { number.map { "\(Float($0))" } ?? "" }
    var cells = [Self.cell(value.id), "\(value.time)", "\(value.model)"]
    switch task {
    case .regression: cells.append(text(value.value))
    case .binary: cells += [text(value.score), value.label?.text ?? ""]
    case .multiclass:
      cells += [text(value.score), Self.cell(value.label?.text ?? "")]
      cells += classes.map { text(value.scores?[$0] ?? nil) }
    }
    return cells.joined(separator: ",")
  }

  private static func cell(_ text: String) -> String {
    guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
