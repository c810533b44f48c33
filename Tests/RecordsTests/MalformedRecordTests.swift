import Records
import Testing

@Suite("Malformed records")
struct MalformedRecordTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    var name: String
    var value: [UInt8]?
    var code: DecodeFailure.Code

    init(_ name: String, _ text: String, _ code: DecodeFailure.Code) {
      self.init(name, Array(text.utf8), code)
    }

    init(_ name: String, _ value: [UInt8]?, _ code: DecodeFailure.Code) {
      self.name = name
      self.value = value
      self.code = code
    }

    var testDescription: String { name }
  }

  static let maximumByteCount = 1_048_576

  static func nested(_ open: String, _ close: String, _ depth: Int) -> String {
    "{\"id\":\"a\",\"x\":" + String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth) + "}"
  }

  static let kinds: [Kind] = [
    .init("no value", nil, .nullValue), .init("no byte", "", .empty), .init("white space", " \n\t", .empty),
    .init("cut in a string", #"{"id":"a"#, .invalidJSON), .init("cut after a key", #"{"id""#, .invalidJSON),
    .init("cut after a colon", #"{"id":"#, .invalidJSON), .init("cut after a value", #"{"id":"a""#, .invalidJSON),
    .init("cut after a comma", #"{"id":"a","#, .invalidJSON),
    .init("cut in an array", #"{"id":"a","x":[1"#, .invalidJSON),
    .init("cut in a literal", #"{"id":"a","x":tru"#, .invalidJSON), .init("a lone brace", "{", .invalidJSON),
    .init("a trailing comma", #"{"id":"a",}"#, .invalidJSON),
    .init("a trailing comma in an array", #"{"id":"a","x":[1,]}"#, .invalidJSON),
    .init("a leading comma", #"{,"id":"a"}"#, .invalidJSON), .init("no colon", #"{"id" "a"}"#, .invalidJSON),
    .init("two colons", #"{"id"::"a"}"#, .invalidJSON), .init("no comma", #"{"id":"a" "x":1}"#, .invalidJSON),
    .init("strings side by side", #"{"id":"a""b"}"#, .invalidJSON),
    .init("text behind a string", #"{"id":"a"b}"#, .invalidJSON),
    .init("a quote in a number", #"{"id":"a","x":1"b"}"#, .invalidJSON),
    .init("a bare key", #"{id:"a"}"#, .invalidJSON),
    .init("single quotes", #"{'id':'a'}"#, .invalidJSON), .init("a number as key", #"{1:"a"}"#, .invalidJSON),
    .init("a bracket for a brace", #"{"id":"a"]"#, .invalidJSON),
    .init("a brace for a bracket", #"{"id":"a","x":[1}}"#, .invalidJSON),
    .init("a comment", #"{"id":"a"/* c */}"#, .invalidJSON), .init("trailing text", #"{"id":"a"} x"#, .invalidJSON),
    .init("two objects", #"{"id":"a"}{"id":"b"}"#, .invalidJSON),
    .init("two lines", "{\"id\":\"a\"}\n{\"id\":\"b\"}", .invalidJSON),
    .init("a closing brace too many", #"{"id":"a"}}"#, .invalidJSON),
    .init("NaN", #"{"id":"a","x":NaN}"#, .invalidJSON),
    .init("Infinity", #"{"id":"a","x":Infinity}"#, .invalidJSON),
    .init("-Infinity", #"{"id":"a","amount":-Infinity}"#, .invalidJSON),
    .init("True", #"{"id":"a","x":True}"#, .invalidJSON), .init("None", #"{"id":"a","x":None}"#, .invalidJSON),
    .init("nulll", #"{"id":"a","x":nulll}"#, .invalidJSON),
    .init("a leading zero", #"{"id":"a","x":01}"#, .invalidJSON),
    .init("a leading plus", #"{"id":"a","x":+1}"#, .invalidJSON),
    .init("a leading point", #"{"id":"a","x":.5}"#, .invalidJSON),
    .init("a trailing point", #"{"id":"a","x":5.}"#, .invalidJSON),
    .init("a lone minus", #"{"id":"a","x":-}"#, .invalidJSON),
    .init("an empty exponent", #"{"id":"a","x":1e}"#, .invalidJSON),
    .init("hexadecimal", #"{"id":"a","x":0x1F}"#, .invalidJSON),
    .init("grouped digits", #"{"id":"a","x":1_000}"#, .invalidJSON),
    .init("a wrong escape", #"{"id":"a\x41"}"#, .invalidJSON),
    .init("a short escape", #"{"id":"a\u12"}"#, .invalidJSON),
    .init("half a surrogate pair", #"{"id":"\ud83d"}"#, .invalidJSON),
    .init("a low surrogate", #"{"id":"a","x":"\ude00"}"#, .invalidJSON),
    .init("a wrong escape in a key", #"{"id":"a","\q":1}"#, .invalidJSON),
    .init("surrogates in the wrong order", #"{"id":"a","x":"\ude00\ud83d"}"#, .invalidJSON),
    .init("a bare line feed in a string", "{\"id\":\"a\nb\"}", .invalidJSON),
    .init("a bare NUL in a string", "{\"id\":\"a\0b\"}", .invalidJSON),
    .init("a NUL behind", "{\"id\":\"a\"}\0", .invalidJSON),
    .init("form feed as space", "{\u{0c}\"id\":\"a\"}", .invalidJSON),
    .init("an array", #"[{"id":"a"}]"#, .notAnObject), .init("a string", #""a""#, .notAnObject),
    .init("a number", "12", .notAnObject), .init("null", "null", .notAnObject),
    .init("plain text", "hello", .notAnObject),
    .init("arrays, 300 deep", nested("[", "]", 300), .tooDeep),
    .init("objects, 300 deep", nested("{\"x\":", "}", 300), .tooDeep),
    .init("arrays, 100,000 deep", nested("[", "]", 100_000), .tooDeep),
    .init("open arrays only", "{\"x\":" + String(repeating: "[", count: 500_000), .tooDeep),
    .init("1 MiB and a byte", "{\"id\":\"" + String(repeating: "a", count: maximumByteCount - 8) + "\"}", .tooLarge),
    .init("Latin-1", Array("{\"id\":\"caf".utf8) + [0xe9] + Array("\"}".utf8), .invalidUTF8),
    .init("an overlong encoding", Array("{\"id\":\"".utf8) + [0xc0, 0xaf] + Array("\"}".utf8), .invalidUTF8),
    .init("an encoded surrogate", Array("{\"id\":\"".utf8) + [0xed, 0xa0, 0x80] + Array("\"}".utf8), .invalidUTF8),
    .init("a cut sequence at the end", Array("{\"id\":\"a\",\"x\":\"".utf8) + [0xe2, 0x82], .invalidUTF8),
    .init(
      "invalid UTF-8 where nothing is read", Array("{\"id\":\"a\",\"x\":\"".utf8) + [0xff] + Array("\"}".utf8),
      .invalidUTF8),
    .init(
      "UTF-16, little-endian", "{\"id\":\"a\"}".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, .wrongEncoding),
    .init("UTF-16, big-endian", "{\"id\":\"a\"}".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }, .wrongEncoding),
    .init(
      "UTF-16 with its mark", [0xff, 0xfe] + "{}".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, .wrongEncoding),
    .init("a UTF-8 byte order mark", [0xef, 0xbb, 0xbf] + Array("{\"id\":\"a\"}".utf8), .wrongEncoding),
    .init("gzip", [0x1f, 0x8b, 0x08, 0x00, 0x00], .invalidUTF8),
    .init("a length prefix (Avro)", [0, 0, 0, 0, 1, 2], .wrongEncoding),
    .init("wrong type", #"{"id":"a","amount":{}}"#, .wrongType), .init("missing", #"{"amount":1}"#, .missingField),
    .init("a huge number", #"{"id":"a","amount":1e400}"#, .outOfRange),
  ]

  static let fields: [EventSchema.Field] = [
    .init(name: "id", type: .string, isRequired: true), .init(name: "amount", type: .double),
  ]

  @Test("Each kind is refused with its code, and its neighbours stand", arguments: kinds)
  func refused(kind: Kind) throws {
    var decoding = Decoding(Self.fields)
    let good = Array(#"{"id":"good","amount":1.5}"#.utf8)
    decoding.decode([good, kind.value, good])
    let failure = try #require(decoding.rejected.first, "it was accepted")
    #expect(failure.record == 1)
    #expect(failure.code == kind.code, "\(failure.message)")
    #expect(failure.message.utf8.count > 15)
    #expect(failure.message.utf8.count < 300)
    #expect(decoding.events.records == [0, 2])
    #expect(decoding.text("id", 0) == "good" && decoding.text("id", 1) == "good")
  }

  @Test("All kinds in one batch are refused once each")
  func together() {
    var decoding = Decoding(Self.fields)
    let good = Array(#"{"id":"good","amount":1.5}"#.utf8)
    decoding.decode(Self.kinds.flatMap { [good, $0.value] } + [good])
    #expect(decoding.rejected.map(\.code) == Self.kinds.map(\.code))
    #expect(decoding.rejected.map(\.record) == Self.kinds.indices.map { 2 * $0 + 1 })
    #expect(decoding.events.count == Self.kinds.count + 1)
  }

  @Test("What is unusual but right is accepted")
  func accepted() {
    var decoding = Decoding(Self.fields)
    let values = [
      " \r\n\t{ \"id\" : \"a\" , \"x\" : [ ] , \"y\" : { } } \n", Self.nested("[", "]", 255),
      Self.nested("{\"x\":", "}", 255), #"{"id":"","x":1e999,"y":-0.0E+00,"z":"\u0000\/\b\f"}"#,
      "{\"id\":\"" + String(repeating: "a", count: Self.maximumByteCount - 9) + "\"}", #"{"id":"a","":1}"#,
      "{\"id\":\"\u{feff}\u{7f}\u{2028}\"}",
    ]
    decoding.decode(values)
    #expect(decoding.rejected.isEmpty, "\(decoding.rejected.map(\.message))")
    #expect(decoding.events.count == values.count)
  }

  @Test("A text as long as may be passes, and one that is longer is refused with its field")
  func longText() {
    let fields: [EventSchema.Field] = [.init(name: "id", type: .string, isRequired: true)]
    var decoder = RecordDecoder(schema: EventSchema(fields: fields), maximumTextByteCount: RecordDecoder.longestText)
    var events = EventBatch(schema: EventSchema(fields: fields))
    var rejected: [DecodeFailure] = []
    var batch = RecordBatch()
    for length in [RecordDecoder.longestText, RecordDecoder.longestText + 1] {
      batch.append(
        topic: .events, key: nil, value: "{\"id\":\"" + String(repeating: "a", count: length) + "\"}",
        timestamp: Timestamp(milliseconds: 0))
    }
    decoder.decode(batch, 0..<batch.count, into: &events, rejected: &rejected)
    #expect(events.count == 1)
    #expect(rejected.map(\.code) == [.tooLarge] && rejected.map(\.field) == ["id"])
    #expect(rejected.first?.message == "'id' is longer than the 8192 bytes that a text may have")
  }

  @Test(
    "A refusal says what was found and what would be right",
    arguments: [
      (#"{"id":"a","amount":NaN}"#, "NaN at byte 19 is not JSON; send null for a missing number"),
      ("hello", "the value is 'hello'; send a JSON object"),
      ("-1.5", "the value is the number -1.5; send a JSON object"),
      ("null", "the value is null; send a JSON object"), ("[]", "the value is an array; send a JSON object"),
      (#"{"id":"a"} {"#, "'{' follows the object at byte 11; send one object a record"),
      (#"{"id":"a""#, "the value ends at byte 9 before its object is closed; it looks cut off"),
      (
        #"{"id":"a","amount":true}"#,
        "'amount' is the boolean true; it must be a number (a number as text needs `coerce: true` in the schema)"
      ),
    ])
  func messages(json: String, message: String) {
    var decoding = Decoding(Self.fields)
    decoding.decode([json])
    #expect(decoding.rejected.first?.message == message)
  }
}
