import Foundation

/// Reads a text line by line, in memory that does not grow with it. Lines end with LF or CRLF; empty ones are passed over.
package struct LineReader: ~Copyable {
  /// The text cannot be read: what is wrong, and where.
  package struct Problem: Error, CustomStringConvertible {
    package var file: String
    package var line: Int?
    package var problem: String

    package init(file: String, line: Int?, problem: String) {
      self.file = file
      self.line = line
      self.problem = problem
    }

    package var description: String { line.map { "\(file):\($0): \(problem)" } ?? "\(file): \(problem)" }
  }

  /// A longer line is refused: the file is hardly one of lines.
  package static let lineByteLimit = 4 << 20
  private static let chunkByteCount = 1 << 16

  /// The file's name in messages.
  package let file: String
  /// The line, from 1, that was returned last.
  package private(set) var line = 0
  private let readChunk: () throws -> [UInt8]
  private var chunk: [UInt8] = []
  private var position = 0

  /// - Parameter path: `-` for standard input.
  package init(path: String) throws(Problem) {
    let handle: FileHandle
    do {
      handle =
        path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw Problem(file: path, line: nil, problem: "cannot be opened; name a file that exists and is readable")
    }
    self.init(file: path == "-" ? "standard input" : path) {
      [UInt8](try handle.read(upToCount: Self.chunkByteCount) ?? Data())
    }
  }

  /// - Parameter readChunk: gives the next bytes, none at the end.
  package init(file: String, readChunk: @escaping () throws -> [UInt8]) {
    self.file = file
    self.readChunk = readChunk
  }

  /// The next line without its end; nil at the end of the text.
  package mutating func next() throws(Problem) -> [UInt8]? {
    while let bytes = try nextLine() {
      let isEmpty = bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      if !isEmpty { return bytes }
    }
    return nil
  }

  private mutating func nextLine() throws(Problem) -> [UInt8]? {
    var bytes: [UInt8] = []
    while true {
      if position == chunk.count {
        do {
          chunk = try readChunk()
        } catch {
          throw Problem(file: file, line: nil, problem: "cannot be read: \(error)")
        }
        position = 0
        if chunk.isEmpty {
          if bytes.isEmpty { return nil }
          break
        }
      }
      let end = chunk[position...].firstIndex(of: UInt8(ascii: "\n"))
      bytes += chunk[position..<(end ?? chunk.count)]
      position = end.map { $0 + 1 } ?? chunk.count
      guard bytes.count <= Self.lineByteLimit else {
        throw Problem(file: file, line: line + 1, problem: "the line is over \(Self.lineByteLimit >> 20) MiB")
      }
      if end != nil { break }
    }
    line += 1
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return bytes
  }
}
