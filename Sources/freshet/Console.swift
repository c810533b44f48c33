import Foundation
import Records

/// Standard output for results, standard error for everything else.
enum Console {
  static func print(_ line: String) { write(line + "\n", to: .standardOutput) }

  static func note(_ line: String) { write(line + "\n", to: .standardError) }

  static func error(_ message: String) { note("freshet: \(message)") }

  /// Prints one JSON object on a line of its own.
  static func printJSON(_ value: some Encodable) throws {
    print(String(decoding: try JSONCoding.encode(value), as: UTF8.self))
  }

  static var isErrorTerminal: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }
  static var isOutputTerminal: Bool { isatty(FileHandle.standardOutput.fileDescriptor) == 1 }

  private static func write(_ text: String, to handle: FileHandle) { handle.write(Data(text.utf8)) }
}
