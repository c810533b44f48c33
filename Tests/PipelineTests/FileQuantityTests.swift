import Pipeline
import Testing

@Suite("Quantities are read as people write them")
struct FileQuantityTests {
  @Test("Durations have a unit")
  func durations() {
    let known: [(String, Duration)] = [
      ("250ms", .milliseconds(250)), ("10s", .seconds(10)), ("5m", .seconds(300)), ("24h", .seconds(86_400)),
      ("7d", .seconds(604_800)), ("0s", .zero), ("1_000ms", .seconds(1)), ("10 s", .seconds(10)),
    ]
    for (text, duration) in known { #expect(Quantity.duration(text) == duration, "\(text)") }
    for text in ["", "10", "s", "-1s", "1.5h", "1h30m", "10S", "1w", "4000d", "99999999999999999999d", "１s", "_1s"] {
      #expect(Quantity.duration(text) == nil, "\(text)")
    }
  }

  @Test("A duration's text reads back as the duration")
  func durationTexts() {
    let texts = ["0s", "1ms", "250ms", "1s", "90s", "1m", "90m", "1h", "1d", "36h", "7d", "3650d"]
    for text in texts { #expect(Quantity.duration(text).map { Quantity.text(of: $0) } == text) }
    #expect(Quantity.text(of: .seconds(86_400)) == "1d")
    #expect(Quantity.text(of: .seconds(7_200)) == "2h")
  }

  @Test("Sizes have a unit, binary or decimal")
  func sizes() {
    #expect(Quantity.byteCount("64MiB") == 64 << 20)
    #expect(Quantity.byteCount("10 GiB") == 10 << 30)
    #expect(Quantity.byteCount("1KB") == 1_000)
    #expect(Quantity.byteCount("512B") == 512)
    for text in ["64", "64mib", "-1KB", "9999999999TiB", "MiB"] { #expect(Quantity.byteCount(text) == nil, "\(text)") }
    for count in [0, 1, 1_000, 1_024, 3 << 20, 1 << 40] {
      #expect(Quantity.byteCount(Quantity.text(ofByteCount: count)) == count)
    }
  }

  @Test("Counts may name their unit")
  func counts() {
    for text in ["5000", "5_000", "5000 events"] { #expect(Quantity.count(text, of: "events") == 5_000, "\(text)") }
    #expect(Quantity.count("1 event", of: "events") == 1)
    for text in ["5000 rows", "5k", "-5", "5.0", "", "_5", "5 events now", "99999999999999999999"] {
      #expect(Quantity.count(text, of: "events") == nil, "\(text)")
    }
  }

  @Test("Numbers are decimal and finite; a share may be a percentage")
  func numbers() {
    #expect(Quantity.number("1e-3") == 0.001)
    #expect(Quantity.number("-2.5") == -2.5)
    for text in ["nan", "inf", "0x10", "1e999", "", "1,5", "--1", "_1"] {
      #expect(Quantity.number(text) == nil, "\(text)")
    }
    #expect(Quantity.share("20%") == 0.2)
    #expect(Quantity.share("0.2") == 0.2)
    #expect(Quantity.share("%") == nil)
  }

  @Test("A rate is a count in a period")
  func rates() throws {
    let daily = try #require(Quantity.rate("24 per day"))
    #expect(daily.count == 24)
    #expect(daily.period == .seconds(86_400))
    #expect(Quantity.rate("5 per 12h")?.period == .seconds(43_200))
    for text in ["24", "24 a day", "per day", "24 per fortnight", "-1 per day"] {
      #expect(Quantity.rate(text) == nil, "\(text)")
    }
  }
}
