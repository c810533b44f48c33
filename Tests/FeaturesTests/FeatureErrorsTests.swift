import Records
import Statistics
import Testing

@testable import Features

@Suite("Errors of the feature language")
struct FeatureErrorsTests {
  struct Wrong: Sendable, CustomTestStringConvertible {
    var expression: String
    var column: Int
    /// A part of the message that tells what would be right.
    var hint: String

    init(_ expression: String, _ column: Int, _ hint: String) {
      self.expression = expression
      self.column = column
      self.hint = hint
    }

    var testDescription: String { String(expression.prefix(60)) }
  }

  static let wrong = [
    Wrong("", 1, "the expression is empty"),
    Wrong("   ", 1, "the expression is empty"),
    Wrong("amuont + 1", 1, "did you mean 'amount'?"),
    Wrong("1 + contry", 5, "did you mean 'country'?"),
    Wrong("1 + zzzzzz", 5, "the fields are id, ts, card_id"),
    Wrong("log2p(amount)", 1, "did you mean 'log1p'?"),
    Wrong("avg(amount) over 1h", 1, "did you mean 'mean'?"),
    Wrong("stddev(amount) over 1h", 1, "did you mean 'std'?"),
    Wrong("isnull(amount)", 1, "did you mean 'is_missing'?"),
    Wrong("log1p", 1, "write log1p(…)"),
    Wrong("amount +", 9, "expected a value, found the end"),
    Wrong("amount + * 2", 10, "expected a value, found '*'"),
    Wrong("(amount + 1", 12, "expected ')' to close the bracket"),
    Wrong("amount)", 7, "closes nothing"),
    Wrong("amount, 2", 7, "a comma may stand only"),
    Wrong("amount 2", 8, "expected an operator or the end, found the number 2"),
    Wrong("amount = 2", 8, "write '=='"),
    Wrong("amount > 1 && amount < 2", 12, "write 'and'"),
    Wrong("amount > 1 || amount < 2", 12, "write 'or'"),
    Wrong("!is_online", 1, "write 'not'"),
    Wrong("amount ** 2", 8, "write '^'"),
    Wrong("amount <> 2", 8, "write '!='"),
    Wrong("1 < amount < 2", 12, "comparisons do not chain"),
    Wrong("amount # 2", 8, "'#' has no meaning"),
    Wrong("country == \"NO", 12, "no closing \""),
    Wrong("`amount", 1, "no closing backquote"),
    Wrong("country == 'N\\O'", 15, "a backslash"),
    Wrong("1e999", 1, "not a number that a double can hold"),
    Wrong("sum(amount)", 1, "'sum' needs a window"),
    Wrong("max(amount)", 1, "over a window write max(x) over 1h"),
    Wrong("log(amount) over 1h", 1, "'log' is not an aggregate"),
    Wrong("amount over 1h", 8, "a window belongs behind an aggregate"),
    Wrong("sum(amount) by card_id", 1, "'sum' needs a window"),
    Wrong("sum(amount) over", 17, "expected a window's length"),
    Wrong("sum(amount) over 10", 20, "needs a unit: write 10m or 10 events"),
    Wrong("sum(amount) over 10x", 18, "not a window's length: write 500ms"),
    Wrong("sum(amount) over 0m", 18, "not a window's length"),
    Wrong("sum(amount) over 99999d", 18, "at most 3650d"),
    Wrong("sum(amount) over 1.5 events", 18, "a whole number of events"),
    Wrong("sum(amount) over 100000 events", 18, "over the bound of 4096 a key"),
    Wrong("sum(amount) over 1h by", 23, "expected a field's name as the window's key"),
    Wrong("sum(amount) over 1h by card", 24, "must be one; did you mean 'card_id'?"),
    Wrong("sum(amount) over 1h by (card_id", 32, "to close the window's keys"),
    Wrong("sum(amount, 1) over 1h", 1, "takes one argument, not 2"),
    Wrong("sum() over 1h", 1, "takes one argument, not 0"),
    Wrong("seconds_since_previous(amount) over 1h", 1, "takes no argument"),
    Wrong("10m + 1", 1, "belongs behind 'over'"),
    Wrong("clip(amount, 1)", 1, "write clip(x, lowest, highest)"),
    Wrong("if(amount, 1)", 1, "write if(condition, then, else)"),
    Wrong("country + 1", 1, "country is a category, not a number"),
    Wrong("1 + card_id", 5, "card_id is a string, not a number"),
    Wrong("country == 3", 9, "a text never equals a number"),
    Wrong("amount == \"3\"", 8, "a text never equals a number"),
    Wrong("amount == missing", 8, "write is_missing(x)"),
    Wrong("country < \"NO\"", 1, "not a number"),
    Wrong("card_id", 1, "declare the field a category"),
    Wrong("concat(country, card_id)", 1, "declare the field a category"),
    Wrong("concat(country, amount)", 17, "declare it a category"),
    Wrong("\"NO\"", 1, "a text alone"),
    Wrong("if(amount > 1, country, 2)", 1, "mixes texts and numbers"),
    Wrong("coalesce(amount, \"none\")", 1, "mixes texts and numbers"),
    Wrong("sum(country) over 1h", 5, "count, distinct and changed take texts"),
    Wrong("country in ()", 14, "the list behind 'in' is empty"),
    Wrong("country in \"NO\"", 12, "expected '(' behind 'in'"),
    Wrong("and", 1, "write a field of that name in backquotes"),
    Wrong("over + 1", 1, "the keyword 'over'"),
    Wrong("ƒƒ + amuont", 1, "'ƒƒ' is neither a field"),
    Wrong("country == \"Øst\" and amuont > 2", 22, "did you mean 'amount'?"),
    Wrong(String(repeating: "(", count: 5_000), 201, "nested deeper than 200"),
    Wrong(String(repeating: "-", count: 5_000) + "1", 201, "nested deeper than 200"),
    Wrong("1" + String(repeating: "+1", count: 500), 402, "nested deeper than 200"),
    Wrong(String(repeating: "1", count: 20_000), 1, "longer than 16384 bytes"),
  ]

  @Test("An error names the column, what is wrong and what would be right", arguments: wrong)
  func message(_ wrong: Wrong) throws {
    let thrown = #expect(throws: FeatureErrors.self) { try FeatureFixture.program([wrong.expression]) }
    let error = try #require(thrown?.errors.first)
    #expect(error.feature == "f0")
    #expect(error.column == wrong.column, "\(error)")
    #expect(error.message.contains(wrong.hint), "\(error)")
  }

  @Test("All errors of all features are listed at once, and nobody is blamed for another's")
  func everyError() throws {
    let thrown = #expect(throws: FeatureErrors.self) {
      try FeatureProgram(
        definitions: [
          FeatureDefinition(name: "broken", expression: "amuont + contry"),
          FeatureDefinition(name: "user", expression: "broken * 2"),
          FeatureDefinition(name: "early", expression: "late + 1"),
          FeatureDefinition(name: "late", expression: "amount"),
          FeatureDefinition(name: "late", expression: "amount"),
          FeatureDefinition(name: "amount", expression: "log1p(amount)"),
          FeatureDefinition(name: "", expression: "amount"),
        ], schema: FeatureFixture.schema)
    }
    let lines = try #require(thrown).errors.map { "\($0.definition):\($0.column) \($0.message.prefix(30))" }
    #expect(
      lines == [
        "0:1 'amuont' is neither a field no", "0:10 'contry' is neither a field no",
        "2:1 'late' is this or a later feat", "4:1 the name 'late' is taken by fe",
        "5:1 'amount' is a field's name, an", "6:1 a feature needs a name",
      ])
  }

  @Test("No features at all is an error")
  func noFeatures() {
    #expect(throws: FeatureErrors.self) { try FeatureProgram(definitions: [], schema: FeatureFixture.schema) }
  }

  @Test("Whatever is done to an expression, it compiles or gets a message", arguments: 0..<40 as Range<UInt64>)
  func mutatedExpressions(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let seeds = ExpressionTests.golden.map(\.expression) + CanonicalFormTests.spellings.flatMap { $0 }
    let fragments =
      Array("()+-*/%^<>=!,.\"'`\\ 019eE_abmhø\u{0}\u{1F600}\t").map(String.init)
      + [" over ", " by ", " not ", " in ", "missing", "1h", "100 events", "sum(", "if(", "amount", "country"]
    for _ in 0..<150 {
      var text = Array(seeds[Int(generator.next() % UInt64(seeds.count))])
      for _ in 0...Int(generator.next() % 4) {
        let place = Int(generator.next() % UInt64(text.count + 1))
        switch generator.next() % 3 {
        case 0: text.insert(contentsOf: fragments[Int(generator.next() % UInt64(fragments.count))], at: place)
        case 1: if place < text.count { text.remove(at: place) }
        default: text.removeLast(text.count - place)
        }
      }
      let expression = String(text)
      do {
        var engine = try FeatureFixture.engine([expression])
        let matrix = engine.matrix(
          FeatureFixture.batch([FeatureFixture.Event(time: 0), FeatureFixture.Event(time: 1)]))
        #expect(matrix.count == 2)
        let again = try Parser.parse(engine.program.layout.features[0].expression)
        #expect(again.canonicalForm == engine.program.layout.features[0].expression, "seed \(seed): \(expression)")
      } catch let errors as FeatureErrors {
        #expect(!errors.errors.isEmpty && errors.errors.allSatisfy { $0.column >= 1 && $0.column <= text.count + 1 })
        #expect(errors.errors.allSatisfy { !$0.message.isEmpty }, "seed \(seed): \(expression)")
      }
    }
  }
}
