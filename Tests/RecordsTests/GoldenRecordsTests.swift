import FoundationEssentials
import Records
import Testing

@Suite("Golden records: what Python makes of them")
struct GoldenRecordsTests {
  struct Expected: Codable {
    var id: String
    /// Numbers as `float.hex` writes them.
    var x: String?
    var n: String?
    var b: Bool?
    var k: String?
    var y: String?
  }

  struct Document: Codable {
    var source: String
    var expected: Expected
  }

  private static func golden(_ name: String) throws -> Data {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return try Data(contentsOf: URL(filePath: folder + "/Golden/" + name))
  }

  @Test("Every document decodes to what Python's json reads, to the last bit")
  func documents() throws {
    let lines = try Self.golden("records.jsonl").split(separator: UInt8(ascii: "\n")).dropFirst()
    let documents = try lines.map { try JSONCoding.decode(Document.self, from: $0) }
    try #require(documents.count == 300)
    var decoding = Decoding([
      .init(name: "id", type: .string, isRequired: true), .init(name: "x", type: .double),
      .init(name: "n", type: .int), .init(name: "b", type: .bool), .init(name: "card.k", type: .category),
      .init(name: "card.y", type: .double),
    ])
    decoding.decode(documents.map(\.source))
    try #require(decoding.rejected.isEmpty, "\(decoding.rejected)")
    for (row, document) in documents.enumerated() {
      let expected = document.expected
      #expect(decoding.text("id", row) == expected.id)
      #expect(decoding.text("card.k", row) == expected.k)
      let flag: Double? = expected.b.map { $0 ? 1 : 0 }
      #expect(bits(decoding.number("b", row)) == bits(flag ?? .nan))
      for (field, hexadecimal) in [("x", expected.x), ("n", expected.n), ("card.y", expected.y)] {
        let number = try hexadecimal.map { try #require(Double($0)) } ?? .nan
        #expect(bits(decoding.number(field, row)) == bits(number), "\(field) of \(document.source)")
      }
    }
  }

  private func bits(_ number: Double) -> UInt64 { (number.isNaN ? Double.nan : number).bitPattern }

  /// RFC 3339 text and its milliseconds.
  struct Moment: Decodable {
    var text: String
    var milliseconds: Int64

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      text = try pair.decode(String.self)
      milliseconds = try pair.decode(Int64.self)
    }
  }

  @Test("Every RFC 3339 time is the moment that Python's datetime says, and is written back as the same moment")
  func moments() throws {
    let moments = try JSONCoding.decode([Moment].self, from: try Self.golden("rfc3339.json"))
    try #require(moments.count == 400)
    for moment in moments {
      let timestamp = Timestamp(rfc3339: moment.text)
      #expect(timestamp?.milliseconds == moment.milliseconds, "\(moment.text)")
      let written = Timestamp(milliseconds: moment.milliseconds).rfc3339
      #expect(Timestamp(rfc3339: written)?.milliseconds == moment.milliseconds, "\(written)")
    }
  }
}
