import Foundation
import Service
import Testing

@Suite("The reader of comma-separated values")
struct CSVReaderTests {
  /// The header and all rows of a text that comes in chunks of so many bytes.
  static func table(_ text: String, chunk: Int = 7) throws -> [[String]] {
    try table(Array(text.utf8), chunk: chunk)
  }

  static func table(_ bytes: [UInt8], chunk: Int = 7) throws -> [[String]] {
    var rest = bytes[...]
    var reader = try CSVReader(file: "t.csv") {
      let next = Array(rest.prefix(chunk))
      rest = rest.dropFirst(chunk)
      return next
    }
    var rows = [reader.header]
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  @Test("rows come as they stand, however the bytes are cut", arguments: [1, 2, 3, 7, 1_000])
  func rows(chunk: Int) throws {
    let text = "a,b,c\r\n1,,3\n\"x,\"\"y\"\"\nz\",\"\",?\n\n , é\u{1F600},\n4,5,\"6\"\r\n7,8,9"
    #expect(
      try Self.table(text, chunk: chunk) == [
        ["a", "b", "c"], ["1", "", "3"], ["x,\"y\"\nz", "", "?"], [" ", " é\u{1F600}", ""], ["4", "5", "6"],
        ["7", "8", "9"],
      ])
  }

  @Test("a table of one column has rows of one cell; a quoted empty cell is a row, a blank line none")
  func oneColumn() throws {
    #expect(try Self.table("a\n1\n\n\"\"\n2") == [["a"], ["1"], [""], ["2"]])
  }

  @Test("a table may end with a header, a line break, a carriage return or a quote")
  func endings() throws {
    #expect(try Self.table("a,b") == [["a", "b"]])
    #expect(try Self.table("a,b\n") == [["a", "b"]])
    #expect(try Self.table("a,b\n1,\"2\"") == [["a", "b"], ["1", "2"]])
    #expect(try Self.table("a,b\n1,2\r") == [["a", "b"], ["1", "2"]])
    #expect(try Self.table("a,b\n1,\"2\"\r") == [["a", "b"], ["1", "2"]])
    #expect(try Self.table("a,b\n1,") == [["a", "b"], ["1", ""]])
  }

  @Test("a byte-order mark is passed over, and only that", arguments: [1, 2, 3, 10])
  func byteOrderMark(chunk: Int) throws {
    #expect(try Self.table("\u{feff}a,b\n1,2", chunk: chunk) == [["a", "b"], ["1", "2"]])
    #expect(try Self.table("\u{feff}\"a\",b", chunk: chunk) == [["a", "b"]])
    #expect(try Self.table("\u{fefe}", chunk: chunk) == [["\u{fefe}"]])
  }

  @Test(
    "a table that does not fit is refused with its line",
    arguments: [
      ("", "t.csv: is empty"), ("\n\n", "t.csv: is empty"), ("a,,c", "t.csv:1: column 2 has no name"),
      ("a,b,a", "t.csv:1: two columns are named a"), ("a,b\n1,2\n3", "t.csv:3: the row has 1 cells"),
      ("a,b\n\n\n1,2,3", "t.csv:4: the row has 3 cells"), ("a,b\n\"1\n\n\",2\n3", "t.csv:5: the row has 1 cells"),
      ("a,b\n1,2\n3,\"4\n\n5", "t.csv:3: the quote that opens here is never closed"),
      ("a,b\n1,2\"\n", "t.csv:2: a quote stands inside a cell"),
      ("a,b\n\"1\n2\"3,4\n", "t.csv:3: text stands behind a closing quote"),
      ("a,b\n\"1\"\r3,4\n", "t.csv:2: text stands behind a closing quote"),
    ])
  func refusals(text: String, message: String) {
    let error = #expect(throws: CSVError.self) { try Self.table(text) }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
  }

  @Test("text that is not UTF-8 is refused with its line")
  func encoding() {
    let error = #expect(throws: CSVError.self) { try Self.table(Array("a,b\n1,2\n3,".utf8) + [0xe9, 0x0a]) }
    #expect(error?.line == 3)
  }

  @Test("a row beyond the limit is refused while it is being read")
  func limit() {
    var chunksGiven = 0
    let error = #expect(throws: CSVError.self) {
      var reader = try CSVReader(file: "t.csv") {
        chunksGiven += 1
        return Array((chunksGiven == 1 ? "a,b\n1,\"" : String(repeating: "x", count: 1 << 16)).utf8)
      }
      _ = try reader.next()
    }
    #expect(error?.line == 2)
    #expect(chunksGiven <= (CSVReader.rowByteLimit >> 16) + 2)
  }

  @Test("each row tells the line that it begins on")
  func lines() throws {
    var isDone = false
    var reader = try CSVReader(file: "t.csv") {
      defer { isDone = true }
      return isDone ? [] : Array("a\n1\n\n\"2\n2\"\n3".utf8)
    }
    var lines: [Int] = []
    while try reader.next() != nil { lines.append(reader.line) }
    #expect(lines == [2, 4, 6])
  }

  @Test("what was written in quotes is read back", arguments: [UInt64(1), 2, 3])
  func roundTrip(seed: UInt64) throws {
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let letters = ["a", "é", "\"", ",", "\n", "\r", "\r\n", " ", ""]
    let rows = (0..<50).map { _ in (0..<3).map { _ in (0..<random(6)).map { _ in letters[random(9)] }.joined() } }
    let text = rows.map { row in
      row.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }.joined(separator: ",")
    }.joined(separator: "\r\n")
    #expect(try Self.table("x,y,z\n" + text, chunk: 1 + random(20)) == [["x", "y", "z"]] + rows, "seed \(seed)")
  }

  @Test("a file is read; one that is missing, or a folder, is refused by name")
  func files() throws {
    let path = NSTemporaryDirectory() + "freshet-\(UUID().uuidString).csv"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let lines = (0..<20_000).map { "\($0),\($0 * 2)" }.joined(separator: "\n")
    try ("a,b\n" + lines).write(toFile: path, atomically: true, encoding: .utf8)
    var reader = try CSVReader(path: path)
    var sum = 0
    while let row = try reader.next() { sum += Int(row[1]) ?? 0 }
    #expect(sum == 20_000 * 19_999)
    for wrong in [path + ".missing", NSTemporaryDirectory()] {
      let error = #expect(throws: CSVError.self) { _ = try CSVReader(path: wrong) }
      #expect(error?.description.hasPrefix(wrong + ": cannot be ") == true, "\(String(describing: error))")
    }
  }
}
