import Foundation

/// The real electricity data, where it is at hand.
enum Elec2 {
  struct Row {
    var price: Double
    var label: Float
  }

  /// The rows in stream order; nil where the file is not there.
  static func rows() -> [Row]? {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder =
      ProcessInfo.processInfo.environment["FRESHET_DATA_SETS"].map { URL(fileURLWithPath: $0) }
      ?? package.appendingPathComponent("../shared/data")
    guard let text = try? String(contentsOf: folder.appendingPathComponent("elec2.csv"), encoding: .utf8) else {
      return nil
    }
    return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
      let cells = line.split(separator: ",")
      return Row(price: Double(cells[1])!, label: Float(cells[cells.count - 1])!)
    }
  }
}
