import Testing

@testable import Training

@Suite("Universal Binary JSON")
struct BinaryJSONTests {
  private func read(_ bytes: [UInt8]) throws -> BinaryJSON {
    try bytes.withUnsafeBytes { bytes in
      var reader = BinaryJSONReader(bytes)
      return try reader.readValue()
    }
  }

  /// `{"a": [1, -2], "f": [0.5] as floats, "n": [3, 4] as bytes, "t": "é", "x": true}`
  private let example: [UInt8] =
    Array("{".utf8) + [0x69, 1, 0x61] + Array("[i".utf8) + [1] + Array("I".utf8) + [0xff, 0xfe] + Array("]".utf8)
    + [0x69, 1, 0x66] + Array("[$d#L".utf8) + [0, 0, 0, 0, 0, 0, 0, 1, 0x3f, 0, 0, 0]
    + [0x69, 1, 0x6e] + Array("[$U#i".utf8) + [2, 3, 4]
    + [0x69, 1, 0x74] + Array("Si".utf8) + [2, 0xc3, 0xa9] + [0x69, 1, 0x78] + Array("T}".utf8)

  @Test("is read with its typed arrays")
  func reads() throws {
    let value = try read(example)
    #expect(value["a"].integers == [1, -2])
    #expect(value["f"].floats == [0.5])
    #expect(value["n"].integers == [3, 4])
    #expect(value["t"].text == "é")
    if case .bool(true) = value["x"] {} else { Issue.record("x is true") }
    #expect(value["absent"].array == nil && value["absent"]["deeper"].text == nil)
  }

  @Test("that breaks off anywhere is refused")
  func truncated() {
    for count in 0..<example.count {
      #expect(throws: BinaryJSONReader.Malformed.self) { try read(Array(example[..<count])) }
    }
    #expect(throws: BinaryJSONReader.Malformed.self) { try read([0x3f]) }
    #expect(throws: BinaryJSONReader.Malformed.self, "a count beyond the bytes") {
      try read(Array("Sl".utf8) + [127, 0, 0, 0])
    }
  }
}
