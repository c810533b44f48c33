import Records
import Testing

@Suite("Times as people write them")
struct TimestampTests {
  @Test(
    "A moment is written in UTC, with its milliseconds",
    arguments: [
      (Int64(0), "1970-01-01T00:00:00.000Z"), (1_732_345_678_901, "2024-11-23T07:07:58.901Z"),
      (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
      (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
    ])
  func written(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
  }

  @Test("A leap second is the next second, at the end of a UTC day alone")
  func leapSecond() {
    let next = Timestamp(rfc3339: "2017-01-01T00:00:00Z")
    #expect(Timestamp(rfc3339: "2016-12-31T23:59:60Z") == next)
    #expect(Timestamp(rfc3339: "2017-01-01T05:29:60+05:30") == next)
    #expect(Timestamp(rfc3339: "2016-12-31T22:59:60Z") == nil)
    #expect(Timestamp(rfc3339: "2016-12-31T23:59:61Z") == nil)
  }

  @Test(
    "What is not RFC 3339 is refused",
    arguments: [
      "", "2024-11-23", "2024-11-23T07:07:58", "2024-11-23T07:07Z", "2024-11-23T07:07:58.Z", "2024-11-23T07:07:58,5Z",
      "2024-11-23T07:07:58+0200", "2024-11-23T07:07:58+02", "2024-11-23T07:07:58+24:00", "2024-11-23T07:07:58+02:60",
      "2024-11-23T07:07:58Z ", " 2024-11-23T07:07:58Z", "2024-11-23T07:07:58ZZ", "2024-13-01T00:00:00Z",
      "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
      "2024-04-31T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-1-01T00:00:00Z",
      "24-01-01T00:00:00Z", "2024/01/01T00:00:00Z", "2024-01-01_00:00:00Z", "0000-12-31T23:59:59Z",
      "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "+024-01-01T00:00:00Z", "2024-01-01T00:00:00.5",
      "2024-01-01T00:00:00é",
    ])
  func refused(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }
}
