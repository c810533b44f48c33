import Foundation

/// Reads a table of comma-separated values (RFC 4180, UTF-8) row by row, in memory that does not grow with the file.
///
/// A cell may stand in quotes, with a doubled quote for a quote, and then hold commas and line breaks. Lines end with LF
/// or CRLF; the last may go without. Blank lines and a byte-order mark are passed over. What an empty cell means is for
/// the caller to say. The first row names the columns, and every other row must have as many cells: a table that does
/// not fit is refused with its line, not repaired.
package struct CSVReader: ~Copyable {
  /// A row beyond this is refused: a quote that is never closed would otherwise read the whole file into memory.
  package static let rowByteLimit = 4 << 20
  static let chunkByteCount = 1 << 16

  /// The columns' names, no two alike.
  package private(set) var header: [String] = []
  /// The line, from 1, on which the row returned last begins.
  package private(set) var line = 1

  private let file: String
  private let separator: UInt8
  /// Gives the next bytes of the file; none at its end.
  private let readChunk: () throws -> [UInt8]
  private var chunk: [UInt8] = []
  private var position = 0
  private var currentLine = 1
  private var rowByteCount = 0
  /// The cell that is being read.
  private var cell: [UInt8] = []

  private enum CellEnd { case separator, line, file }

  /// Opens the file and reads its header.
  ///
  /// - Throws: `CSVError` where the file cannot be read, is empty, or has a header with an empty name or the same name
  ///   twice.
  package init(path: String, separator: UInt8 = UInt8(ascii: ",")) throws(CSVError) {
    let handle: FileHandle
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw CSVError(file: path, line: nil, problem: "cannot be opened: \(Self.reason(error))")
    }
    try self.init(file: path, separator: separator) {
      [UInt8](try handle.read(upToCount: Self.chunkByteCount) ?? Data())
    }
  }

  /// Reads a table from wherever `readChunk` takes it, and its header at once.
  ///
  /// - Parameters:
  ///   - file: the name to use in errors.
  ///   - readChunk: gives the next bytes, none at the end.
  package init(
    file: String, separator: UInt8 = UInt8(ascii: ","), readChunk: @escaping () throws -> [UInt8]
  ) throws(CSVError) {
    precondition(separator < 0x80 && ![Self.quote, Self.lineFeed, Self.carriageReturn].contains(separator))
    self.file = file
    self.separator = separator
    self.readChunk = readChunk
    try skipByteOrderMark()
    guard let names = try readRow() else { throw error("is empty; the first line must name the columns", at: nil) }
    var seen: Set<String> = []
    for (index, name) in names.enumerated() {
      if name.isEmpty { throw error("column \(index + 1) has no name", at: line) }
      if !seen.insert(name).inserted { throw error("two columns are named \(name)", at: line) }
    }
    header = names
  }

  /// The next row's cells, one for each column; nil at the end of the file.
  package mutating func next() throws(CSVError) -> [String]? {
    guard let row = try readRow() else { return nil }
    guard row.count == header.count else {
      throw error("the row has \(row.count) cells, and the header names \(header.count) columns", at: line)
    }
    return row
  }

  // MARK: Rows and cells

  private mutating func readRow() throws(CSVError) -> [String]? {
    var row: [String] = []
    row.reserveCapacity(header.count)
    rowByteCount = 0
    while true {
      if row.isEmpty { line = currentLine }
      let wasQuoted = try peek() == Self.quote
      let end = try wasQuoted ? readQuotedCell() : readPlainCell()
      let isBlank = row.isEmpty && cell.isEmpty && !wasQuoted && end != .separator
      if isBlank {
        if end == .file { return nil }
        continue
      }
      row.append(try text())
      if end != .separator { return row }
    }
  }

  private mutating func readPlainCell() throws(CSVError) -> CellEnd {
    cell.removeAll(keepingCapacity: true)
    while true {
      try keepOrdinaryBytes()
      guard let byte = try take() else { break }
      switch byte {
      case separator: return .separator
      case Self.lineFeed:
        if cell.last == Self.carriageReturn { cell.removeLast() }
        return endOfLine()
      case Self.quote:
        throw error(
          "a quote stands inside a cell; put the whole cell in quotes and write \"\" for the quote", at: currentLine)
      default: try keep(byte)
      }
    }
    if cell.last == Self.carriageReturn { cell.removeLast() }
    return .file
  }

  /// Moves what stands in the chunk before the next separator, quote or line break into the cell, in one piece.
  private mutating func keepOrdinaryBytes() throws(CSVError) {
    guard try peek() != nil else { return }
    let (start, separator) = (position, separator)
    let end = chunk.withUnsafeBufferPointer { bytes in
      var end = start
      while end < bytes.count, bytes[end] != separator, bytes[end] != Self.lineFeed, bytes[end] != Self.quote {
        end += 1
      }
      return end
    }
    cell.append(contentsOf: chunk[start..<end])
    position = end
    try count(end - start)
  }

  private mutating func readQuotedCell() throws(CSVError) -> CellEnd {
    cell.removeAll(keepingCapacity: true)
    let start = currentLine
    _ = try take()
    while let byte = try take() {
      if byte == Self.lineFeed { currentLine += 1 }
      if byte != Self.quote {
        try keep(byte)
      } else if try peek() == Self.quote {
        try keep(Self.quote)
        _ = try take()
      } else {
        return try endOfQuotedCell()
      }
    }
    throw error("the quote that opens here is never closed", at: start)
  }

  private mutating func endOfQuotedCell() throws(CSVError) -> CellEnd {
    var byte = try take()
    if byte == Self.carriageReturn {
      byte = try take()
      if byte == nil || byte == Self.lineFeed { return byte == nil ? .file : endOfLine() }
    }
    switch byte {
    case nil: return .file
    case separator: return .separator
    case Self.lineFeed: return endOfLine()
    default:
      throw error("text stands behind a closing quote; write \"\" for a quote inside the cell", at: currentLine)
    }
  }

  private mutating func endOfLine() -> CellEnd {
    currentLine += 1
    return .line
  }

  private mutating func keep(_ byte: UInt8) throws(CSVError) {
    cell.append(byte)
    try count(1)
  }

  private mutating func count(_ byteCount: Int) throws(CSVError) {
    rowByteCount += byteCount
    if rowByteCount > Self.rowByteLimit {
      throw error("the row that begins here is over \(Self.rowByteLimit >> 20) MiB; is a quote missing?", at: line)
    }
  }

  private func text() throws(CSVError) -> String {
    guard let text = cell.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) }) else {
      throw error("a cell is not UTF-8; convert the file, as with iconv", at: line)
    }
    return text
  }

  // MARK: Bytes

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private mutating func take() throws(CSVError) -> UInt8? {
    guard let byte = try peek() else { return nil }
    position += 1
    return byte
  }

  private mutating func peek() throws(CSVError) -> UInt8? {
    if position == chunk.count {
      do {
        chunk = try readChunk()
      } catch {
        throw self.error("cannot be read: \(Self.reason(error))", at: nil)
      }
      position = 0
    }
    return position < chunk.count ? chunk[position] : nil
  }

  private mutating func skipByteOrderMark() throws(CSVError) {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    guard try peek() == mark[0] else { return }
    // No name of a column can begin with this byte otherwise, but for a few characters beyond the Latin ones; the three
    // bytes may come in several chunks.
    while chunk.count - position < mark.count {
      let tail = Array(chunk[position...])
      position = chunk.count
      guard try peek() != nil else {
        chunk = tail
        position = 0
        break
      }
      chunk = tail + chunk
    }
    if chunk[position...].starts(with: mark) { position += mark.count }
  }

  private func error(_ problem: String, at line: Int?) -> CSVError {
    CSVError(file: file, line: line, problem: problem)
  }

  private static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    return underlying.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32(underlying.code))) : "\(error)"
  }
}
