import Records
import Testing

@Suite("Decoding records into columns")
struct RecordDecoderTests {
  private static let fields: [EventSchema.Field] = [
    .init(name: "id", type: .string, isRequired: true),
    .init(name: "ts", type: .timestamp),
    .init(name: "card.id", type: .string),
    .init(name: "card.limit", type: .double),
    .init(name: "amount", type: .double, minimum: 0, maximum: 1e6),
    .init(name: "items", type: .int),
    .init(name: "online", type: .bool),
    .init(name: "country", type: .category),
  ]

  private func decoded(_ json: String, _ fields: [EventSchema.Field] = fields) throws -> Decoding {
    var decoding = Decoding(fields)
    decoding.decode([json])
    try #require(decoding.rejected.isEmpty, "\(decoding.rejected)")
    return decoding
  }

  private func refused(_ json: String, _ fields: [EventSchema.Field] = fields) throws -> DecodeFailure {
    var decoding = Decoding(fields)
    decoding.decode([json])
    #expect(decoding.events.count == 0)
    return try #require(decoding.rejected.first, "accepted: \(json)")
  }

  @Test("Each type of field is read, nested ones by their path")
  func everyType() throws {
    let row = try decoded(
      #"""
      {"id":"a-1","ts":1732345678901,"card":{"id":"c\u00e9\ud83d\ude00\n","limit":-2.5e3,"x":[1,{"id":2}]},
       "amount":12.25,"items":3,"online":true,"country":"DE","unread":{"deep":[null,true,"\\\""]}}
      """#)
    #expect(row.text("id") == "a-1")
    #expect(row.number("ts") == 1_732_345_678_901)
    #expect(row.text("card.id") == "cé😀\n")
    #expect(row.number("card.limit") == -2_500)
    #expect(row.number("amount") == 12.25)
    #expect(row.number("items") == 3)
    #expect(row.number("online") == 1)
    #expect(row.text("country") == "DE")
  }

  @Test("An absent value, a null and an absent parent are missing values")
  func missing() throws {
    let row = try decoded(#"{"id":"a","amount":null,"card":null,"country":null}"#)
    for field in ["ts", "card.limit", "amount", "items", "online"] { #expect(row.number(field).isNaN) }
    #expect(row.text("card.id") == nil)
    #expect(row.text("country") == nil)
  }

  @Test("Of duplicate keys the first counts, null and nested ones too")
  func duplicates() throws {
    let row = try decoded(
      #"{"id":"a","id":"b","amount":null,"amount":3,"card":{"limit":1},"card":{"id":"c","limit":2}}"#)
    #expect(row.text("id") == "a")
    #expect(row.number("amount").isNaN)
    #expect(row.text("card.id") == nil)
    #expect(row.number("card.limit") == 1)
  }

  @Test("A key written with escapes is the same key")
  func escapedKeys() throws {
    let row = try decoded(#"{"\u0069d":"a","c\u0061rd":{"i\u0064":"c"}}"#)
    #expect(row.text("id") == "a")
    #expect(row.text("card.id") == "c")
  }

  @Test("Text fields take a number by its own digits, and a category a boolean")
  func ownDigits() throws {
    let row = try decoded(#"{"id":12345678901234567890123,"card":{"id":1.50},"country":false}"#)
    #expect(row.text("id") == "12345678901234567890123")
    #expect(row.text("card.id") == "1.50")
    #expect(row.text("country") == "false")
    #expect(try refused(#"{"id":true}"#).code == .wrongType)
  }

  @Test(
    "Whole numbers are exact up to 2^53, however they are written",
    arguments: [
      ("9007199254740992", 9_007_199_254_740_992.0), ("-9007199254740992", -9_007_199_254_740_992), ("3.0", 3),
      ("1e3", 1_000), ("120e-1", 12), ("-0", 0), ("0.000", 0), ("0e99999999999", 0), ("1.5e1", 15),
      ("9007199254740992.0000000000", 9_007_199_254_740_992),
    ])
  func wholeNumbers(text: String, value: Double) throws {
    #expect(try decoded("{\"id\":\"a\",\"items\":\(text)}").number("items") == value)
  }

  @Test(
    "What is not a whole number, or not exact, is refused",
    arguments: [
      ("9007199254740993", DecodeFailure.Code.outOfRange), ("1e16", .outOfRange), ("1e999999999999", .outOfRange),
      ("90071992547409920000001", .outOfRange), ("0.5", .wrongType), ("1e-1", .wrongType),
      ("1.00000000000000000000000001", .wrongType), ("9007199254740991.5", .wrongType), (#""3""#, .wrongType),
      ("true", .wrongType), ("[3]", .wrongType), ("{}", .wrongType),
    ])
  func notWhole(text: String, code: DecodeFailure.Code) throws {
    let failure = try refused("{\"id\":\"a\",\"items\":\(text)}")
    #expect(failure.code == code)
    #expect(failure.field == "items")
  }

  @Test("Text is taken as a number or a boolean only where the field coerces")
  func coercion() throws {
    let coercing: [EventSchema.Field] = [
      .init(name: "x", type: .double, coercesText: true), .init(name: "n", type: .int, coercesText: true),
      .init(name: "b", type: .bool, coercesText: true), .init(name: "t", type: .timestamp, coercesText: true),
    ]
    let row = try decoded(#"{"x":"-1.5e2","n":"7","b":"true","t":"1732345678901"}"#, coercing)
    #expect(row.number("x") == -150)
    #expect(row.number("n") == 7)
    #expect(row.number("b") == 1)
    #expect(row.number("t") == 1_732_345_678_901)
    for (json, value) in [("0", 0.0), ("1", 1), ("1.0", 1), (#""0""#, 0), (#""false""#, 0), ("true", 1)] {
      #expect(try decoded("{\"b\":\(json)}", coercing).number("b") == value)
    }
    for json in [#"{"x":""}"#, #"{"x":" 1"}"#, #"{"x":"1,5"}"#, #"{"x":"NaN"}"#, #"{"x":"+1"}"#, #"{"x":"0x10"}"#] {
      #expect(try refused(json, coercing).code == .wrongType)
    }
    for json in [#"{"b":2}"#, #"{"b":"yes"}"#, #"{"b":0.5}"#] {
      #expect(try refused(json, coercing).code == .wrongType)
    }
    #expect(try refused(#"{"id":"a","amount":"1"}"#).code == .wrongType)
    #expect(try refused(#"{"id":"a","online":1}"#).code == .wrongType)
    #expect(try refused(#"{"id":"a","amount":"1"}"#).message.contains("coerce"))
  }

  @Test(
    "Times in milliseconds and seconds are floored to whole milliseconds",
    arguments: [
      (EventSchema.TimeUnit.milliseconds, "1732345678901", 1_732_345_678_901.0),
      (.milliseconds, "1732345678901.99", 1_732_345_678_901), (.seconds, "1732345678", 1_732_345_678_000),
      (.seconds, "1732345678.901", 1_732_345_678_901), (.seconds, "1732345678.9012345", 1_732_345_678_901),
      (.seconds, "1.732345678901e9", 1_732_345_678_901), (.seconds, "-0.0015", -2), (.milliseconds, "-1", -1),
      (.seconds, "1732345678.90199999999999999999999999", 1_732_345_678_901), (.seconds, "0", 0),
      (.milliseconds, #""2024-11-23T07:07:58.901Z""#, 1_732_345_678_901),
      (.seconds, #""2024-11-23T09:07:58.901+02:00""#, 1_732_345_678_901),
    ])
  func times(unit: EventSchema.TimeUnit, text: String, milliseconds: Double) throws {
    let fields: [EventSchema.Field] = [.init(name: "t", type: .timestamp, timeUnit: unit)]
    #expect(try decoded("{\"t\":\(text)}", fields).number("t") == milliseconds)
  }

  @Test(
    "A time that is none, or out of the calendar, is refused",
    arguments: [
      ("1732345678901000000", DecodeFailure.Code.outOfRange), ("1e300", .outOfRange), ("-62135596800001", .outOfRange),
      ("253402300800000", .outOfRange), (#""1732345678901""#, .wrongType), (#""yesterday""#, .wrongType),
      (#""2024-11-23T07:07:58""#, .wrongType), ("true", .wrongType),
    ])
  func badTimes(text: String, code: DecodeFailure.Code) throws {
    #expect(try refused("{\"id\":\"a\",\"ts\":\(text)}").code == code)
  }

  @Test("Bounds are checked and named")
  func bounds() throws {
    #expect(try decoded(#"{"id":"a","amount":0}"#).number("amount") == 0)
    #expect(try decoded(#"{"id":"a","amount":1000000}"#).number("amount") == 1e6)
    let low = try refused(#"{"id":"a","amount":-0.01}"#)
    #expect(low.code == .outOfRange && low.field == "amount")
    #expect(low.message == "'amount' is the number -0.01, below the minimum of 0.0")
    #expect(try refused(#"{"id":"a","amount":1000000.5}"#).code == .outOfRange)
    #expect(try refused(#"{"id":"a","amount":1e309}"#).code == .outOfRange)
    #expect(try decoded(#"{"id":"a","card":{"limit":1e-400}}"#).number("card.limit") == 0)
  }

  @Test("A required field that is absent or null refuses the record, and says what is wanted")
  func required() throws {
    let absent = try refused(#"{"amount":1}"#)
    #expect(
      absent
        == .init(
          record: 0, code: .missingField, field: "id", message: "'id' is absent; it is required, text or a number"))
    #expect(try refused(#"{"id":null}"#).message == "'id' is null; it is required, text or a number")
    #expect(try refused("{}").code == .missingField)
  }

  @Test("A parent that is no object is a wrong type, not a missing value")
  func parents() throws {
    for json in [#"{"id":"a","card":5}"#, #"{"id":"a","card":"x"}"#, #"{"id":"a","card":[{"id":"c"}]}"#] {
      let failure = try refused(json)
      #expect(failure.code == .wrongType && failure.field == "card.id")
      #expect(failure.message.contains("its parent is"))
    }
  }

  @Test("Two fields may read one path")
  func sharedPath() throws {
    let fields: [EventSchema.Field] = [
      .init(name: "time", path: ["t"], type: .timestamp), .init(name: "text", path: ["t"], type: .category),
    ]
    let row = try decoded(#"{"t":1732345678901}"#, fields)
    #expect(row.number("time") == 1_732_345_678_901)
    #expect(row.text("text") == "1732345678901")
  }

  @Test("Bad records leave no trace, and the rows name the records they came from")
  func neighbours() {
    var decoding = Decoding(Self.fields)
    decoding.decode([
      #"{"id":"first","country":"DE","card":{"id":"c1"}}"#,
      #"{"id":"bad","country":"FR","card":{"id":"c2"},"amount":-1}"#,
      "", #"{"id":"second","country":"IT"}"#, #"{"country":"ES"}"#, #"{"id":"third"}"#, #"{"id":"cut"#,
    ])
    #expect(decoding.events.records == [0, 3, 5])
    #expect(decoding.rejected.map(\.record) == [1, 2, 4, 6])
    #expect((0..<3).map { decoding.text("id", $0) } == ["first", "second", "third"])
    #expect((0..<3).map { decoding.text("country", $0) } == ["DE", "IT", nil])
    #expect(decoding.events.texts[0].bytes == Array("firstsecondthird".utf8))
  }

  @Test("Rows are appended behind those that are there")
  func appends() {
    var decoding = Decoding(Self.fields)
    var batch = RecordBatch()
    for id in ["a", "bc", "def"] {
      batch.append(topic: .events, key: nil, value: "{\"id\":\"\(id)\"}", timestamp: Timestamp(milliseconds: 0))
    }
    decoding.decoder.decode(batch, 0..<1, into: &decoding.events, rejected: &decoding.rejected)
    decoding.decoder.decode(batch, 1..<3, into: &decoding.events, rejected: &decoding.rejected)
    #expect((0..<3).map { decoding.text("id", $0) } == ["a", "bc", "def"])
    #expect(decoding.events.records == [0, 1, 2])
  }

  @Test("A copy of a decoder decodes by itself")
  func copies() {
    var one = Decoding(Self.fields)
    var other = one
    one.decode([#"{"id":"one"}"#])
    other.decode([#"{"id":"other"}"#])
    #expect(one.text("id") == "one" && other.text("id") == "other")
  }
}
