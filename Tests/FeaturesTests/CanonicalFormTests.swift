import Records
import Testing

@testable import Features

@Suite("Canonical form")
struct CanonicalFormTests {
  /// Each row: spellings of one meaning; the first is the canonical one.
  static let spellings = [
    ["amount + 1", "amount+1", "( amount + 1.0 )", "`amount` + 01", "+amount + 1e0"],
    ["sum(amount) over 1h by card_id", "sum( amount )over 60m by (card_id)", "sum(amount) over 3600s by card_id"],
    ["sum(amount) over 24h", "sum(amount) over 1d", "sum(amount) over 1440min"],
    ["sum(amount) over 7d", "sum(amount) over 1w", "sum(amount) over 168h"],
    ["sum(amount) over 90m", "sum(amount) over 1h30m", "sum(amount) over 1.5h"],
    ["sum(amount) over 1500ms", "sum(amount) over 1.5s"],
    ["count() over 100 events by (card_id, country)", "count() over 100events by country, card_id"],
    ["amount ^ 2", "pow(amount, 2)", "amount^2"],
    ["previous(amount) over 1h", "lag(amount) over 1h"],
    ["-amount ^ 2", "-(amount ^ 2)"],
    ["(-2) ^ amount"], ["2 ^ -amount"], ["(amount ^ 2) ^ 3"], ["amount ^ 2 ^ 3", "amount ^ (2 ^ 3)"],
    ["amount - (1 - 2)"], ["amount - 1 - 2", "(amount - 1) - 2"],
    ["(amount < 1) == (amount > 2)"], ["not (amount > 1 and is_online)"],
    ["not amount > 1", "not (amount > 1)"], ["(not amount) + 1"],
    ["is_online and amount or 1", "(is_online and amount) or 1"],
    ["country == \"NO\"", "country == 'NO'"], ["country == \"a\\\"b\\\\c\\n\"", "country == 'a\"b\\\\c\\n'"],
    ["country in (\"NO\", \"SE\")"], ["country not in (\"NO\")"],
    ["merchant.kind"], ["`over` * 2"], ["1", "true"], ["if(is_missing(amount), missing, amount)"],
    ["max(amount, sum(amount) over 1h by (card_id, country), 3)"],
    ["0.1", ".1", "1e-1"], ["1000000", "1e6", "1_000_000"], ["1e+20", "1e20"],
  ]

  @Test("Every spelling of a meaning has one canonical form", arguments: spellings)
  func oneForm(_ spellings: [String]) throws {
    for spelling in spellings { #expect(try Parser.parse(spelling).canonicalForm == spellings[0]) }
  }

  @Test("Programs that spell the same things differently have the same layout hash")
  func equalHashes() throws {
    for row in Self.spellings {
      let hashes = try row.map { try FeatureFixture.program([$0]).layout.hash }
      #expect(Set(hashes).count == 1)
    }
    let different = try Self.spellings.map { try FeatureFixture.program([$0[0]]).layout.hash }
    #expect(Set(different).count == different.count)
  }

  @Test("A layout says what is a category, and in what order")
  func layout() throws {
    let program = try FeatureFixture.program([
      "amount", "country", "if(amount > 1, \"high\", \"low\")", "country == \"NO\"",
    ])
    #expect(program.layout.features.map(\.kind) == [.numeric, .category, .category, .numeric])
    #expect(program.layout.categoryIndices == [1, 2])
    #expect(program.layout.features[3].expression == "country == \"NO\"")
  }
}
