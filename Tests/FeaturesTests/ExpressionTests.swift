import Records
import Testing

@testable import Features

@Suite("Expressions")
struct ExpressionTests {
  struct Golden: Sendable, CustomTestStringConvertible {
    var expression: String
    var value: Float

    init(_ expression: String, _ value: Float) {
      self.expression = expression
      self.value = value
    }

    var testDescription: String { expression }
  }

  /// 2024-02-29 (a Thursday) 23:59:58.500 UTC.
  static let leapDay = 1_709_251_198_500.0
  static let event = FeatureFixture.Event(
    time: leapDay, card: "a", amount: 12.5, count: 7, country: "NO", kind: nil, isOnline: 1, over: nil)
  static let missing = Float.nan

  static let golden = [
    Golden("amount", 12.5), Golden("amount + count * 2", 26.5), Golden("(amount + count) * 2", 39),
    Golden("amount - count - 1", 4.5), Golden("amount / count / 2", 12.5 / 7 / 2), Golden("2 ^ 3 ^ 2", 512),
    Golden("-2 ^ 2", -4), Golden("(-2) ^ 2", 4), Golden("2 ^ -1", 0.5), Golden("-amount", -12.5),
    Golden("7 % 3", 1), Golden("-7 % 3", 2), Golden("7 % -3", -2), Golden("7.5 % 2", 1.5), Golden("count % 0", missing),
    Golden("1 + 2 < 4", 1), Golden("amount >= 12.5", 1), Golden("amount > 12.5", 0), Golden("amount <= 12.5", 1),
    Golden("amount == 12.5", 1), Golden("amount != 12.5", 0), Golden("is_online", 1), Golden("not is_online", 0),
    Golden("amount > 1 and count > 10 or is_online", 1), Golden("amount > 1 and (count > 10 or not is_online)", 0),
    // Missing values.
    Golden("`over`", missing), Golden("`over` + 1", missing), Golden("`over` > 1", missing),
    Golden("`over` == `over`", missing),
    Golden("is_missing(`over`)", 1), Golden("is_missing(amount)", 0), Golden("coalesce(`over`, missing, 3)", 3),
    Golden("coalesce(amount, 3)", 12.5), Golden("`over` > 1 and false", 0), Golden("`over` > 1 and true", missing),
    Golden("`over` > 1 or true", 1), Golden("`over` > 1 or false", missing), Golden("not (`over` > 1)", missing),
    Golden("if(`over` > 1, 1, 2)", missing), Golden("if(amount > 1, 1, `over`)", 1), Golden("if(amount < 1, 1, 2)", 2),
    Golden("min(amount, `over`)", missing), Golden("`over` ^ 0", missing), Golden("missing", missing),
    // What no double can hold is missing.
    Golden("amount / 0", missing), Golden("log(0)", missing), Golden("log(-1)", missing), Golden("sqrt(-1)", missing),
    Golden("exp(1000)", missing), Golden("1e308 * 10", missing), Golden("is_missing(1 / 0)", 1),
    Golden("1e300", missing),
    // Functions.
    Golden("log1p(1)", 0.693_147_2), Golden("log(100)", 4.605_170_2), Golden("log10(1000)", 3), Golden("log2(8)", 3),
    Golden("exp(1)", 2.718_281_8), Golden("expm1(1e-10)", 1e-10), Golden("sqrt(2)", 1.414_213_5), Golden("abs(-3)", 3),
    Golden("min(3, 1, 2)", 1), Golden("max(3, 1, 5, 2)", 5), Golden("clip(amount, 0, 10)", 10),
    Golden("clip(-amount, 0, 10)", 0), Golden("floor(-1.5)", -2), Golden("ceil(-1.5)", -1), Golden("round(2.5)", 3),
    Golden("round(-2.5)", -3), Golden("sign(-9)", -1), Golden("sign(0)", 0), Golden("sign(2)", 1),
    Golden("sin(1)", 0.841_471),
    Golden("cos(1)", 0.540_302_3), Golden("tan(1)", 1.557_407_7), Golden("tanh(1)", 0.761_594_2),
    Golden("pow(2, 10)", 1024),
    // Time, in UTC; Monday is 0.
    Golden("hour(ts)", 23), Golden("minute(ts)", 59), Golden("dayofweek(ts)", 3), Golden("dayofmonth(ts)", 29),
    Golden("month(ts)", 2), Golden("hour(0)", 0), Golden("dayofweek(0)", 3), Golden("dayofmonth(0)", 1),
    Golden("month(0)", 1),
    Golden("hour(-1)", 23), Golden("minute(-1)", 59), Golden("dayofweek(-1)", 2), Golden("dayofmonth(-1)", 31),
    Golden("month(-1)", 12), Golden("month(1709251200000)", 3), Golden("dayofmonth(1709251200000)", 1),
    Golden("dayofmonth(951782400000)", 29), Golden("hour(`over`)", missing), Golden("month(1e300)", missing),
    // Texts.
    Golden("country == \"NO\"", 1), Golden("country == 'SE'", 0), Golden("country != 'SE'", 1),
    Golden("'NO' == country", 1),
    Golden("country == 'N'", 0), Golden("country == ''", 0), Golden("merchant.kind == 'food'", missing),
    Golden("merchant.kind != 'food'", missing), Golden("is_missing(merchant.kind)", 1),
    Golden("is_missing(country)", 0),
    Golden("country in ('SE', 'NO')", 1), Golden("country not in ('SE', 'NO')", 0), Golden("count in (1, 2, 7)", 1),
    Golden("count not in (1, 2)", 1), Golden("card_id == 'a'", 1), Golden("country == card_id", 0),
    Golden("coalesce(merchant.kind, 'none') == 'none'", 1), Golden("concat(country, '-', card_id) == 'NO-a'", 1),
    Golden("is_missing(concat(country, merchant.kind))", 1), Golden("if(amount > 1, 'high', 'low') == 'high'", 1),
    Golden("is_missing(if(amount > 1, missing, country))", 1),
    Golden("is_missing(if(amount < 1, missing, country))", 0),
    // Windows of one event.
    Golden("count() over 1h", 1), Golden("sum(amount) over 1h by card_id", 12.5),
    Golden("mean(amount) over 1h by country", 12.5),
    Golden("std(amount) over 1h", missing), Golden("previous(amount) over 1h", missing),
    Golden("last(amount) over 1h", 12.5),
    Golden("first(amount) over 1h", 12.5), Golden("count(`over`) over 1h", 0), Golden("sum(`over`) over 1h", missing),
    Golden("distinct(`over`) over 1h", 0), Golden("distinct(country) over 1h", 1),
    Golden("min(`over`) over 1h", missing),
    Golden("max(-amount, min(amount) over 1h by (card_id, country), 1)", 12.5),
    Golden("count() over 1h by merchant.kind", missing), Golden("count() over 1h by (country, merchant.kind)", missing),
    Golden("sum(mean(amount) over 1h by card_id) over 2 events", 12.5),
  ]

  @Test("Values agree with those computed by hand", arguments: golden)
  func value(_ golden: Golden) throws {
    let found = try FeatureFixture.value(golden.expression, Self.event)
    #expect(
      found.isNaN == golden.value.isNaN && (found.isNaN || abs(found - golden.value) <= 2e-7 * abs(golden.value)),
      "\(found)")
  }

  @Test("A feature may use earlier ones by name, and what they share is computed once")
  func features() throws {
    let program = try FeatureProgram(
      definitions: [
        FeatureDefinition(name: "amount", expression: "amount"),
        FeatureDefinition(name: "spend", expression: "sum(amount) over 1h by card_id"),
        FeatureDefinition(name: "ratio", expression: "amount / (mean(amount) over 1h by card_id + 1)"),
        FeatureDefinition(name: "share", expression: "amount / spend"),
        FeatureDefinition(name: "again", expression: "amount / (sum(amount) over 60m by card_id)"),
        FeatureDefinition(name: "kind", expression: "coalesce(merchant.kind, 'none')"),
        FeatureDefinition(name: "is_none", expression: "kind == 'none'"),
      ], schema: FeatureFixture.schema)
    #expect(program.windows.count == 1)
    #expect(program.windows[0].lanes.count == 1)
    #expect(program.windows[0].outputs.count == 2)
    let divisions = program.instructions.filter { if case .binary(.divide, _, _, _) = $0 { true } else { false } }
    #expect(divisions.count == 2)
    var engine = FeatureEngine(program: program, timeColumn: FeatureFixture.timeColumn)
    let events = [FeatureFixture.Event(time: 0, amount: 2, kind: nil), FeatureFixture.Event(time: 1, amount: 6)]
    let matrix = engine.matrix(FeatureFixture.batch(events))
    #expect(Array(matrix.values[7..<12]) == [6, 8, 1.2, 0.75, 0.75])
    #expect(matrix[0, 5].isNaN && matrix[0, 6] == 1 && matrix[1, 6] == 0)
    #expect(matrix.categories[0].string(0) == "none")
    #expect(matrix.categories[0].string(1) == "food")
  }

  @Test("Category features keep their texts, missing ones included")
  func categories() throws {
    var engine = try FeatureFixture.engine(["country", "concat(country, '/', merchant.kind)"])
    let events = (0..<1_100).map { (row: Int) -> FeatureFixture.Event in
      let country: String? = row % 3 == 0 ? nil : "c\(row)"
      let kind: String? = row % 5 == 0 ? nil : "k"
      return FeatureFixture.Event(time: Double(row), country: country, kind: kind)
    }
    let matrix = engine.matrix(FeatureFixture.batch(events))
    for row in events.indices {
      #expect(matrix.categories[0].string(row) == events[row].country)
      let isWhole = row % 3 != 0 && row % 5 != 0
      #expect(matrix.categories[1].string(row) == (isWhole ? "c\(row)/k" : nil))
    }
  }

  @Test("Every column of a wide program keeps its own value although registers are used again")
  func registers() throws {
    let expressions = (0..<60).map { "(amount + \($0)) * (count - \($0)) + if(amount > \($0), \($0), f_\($0))" }
    var definitions: [FeatureDefinition] = []
    for place in 0..<60 {
      definitions.append(FeatureDefinition(name: "f_\(place)", expression: "amount * \(place) - count"))
      definitions.append(FeatureDefinition(name: "g_\(place)", expression: expressions[place]))
    }
    let program = try FeatureProgram(definitions: definitions, schema: FeatureFixture.schema)
    #expect(program.registerCount < 240)
    var engine = FeatureEngine(program: program, timeColumn: FeatureFixture.timeColumn)
    let matrix = engine.matrix(FeatureFixture.batch([FeatureFixture.Event(time: 0, amount: 12.5, count: 7)]))
    for place in 0..<60 {
      let number = Float(place)
      let simple = 12.5 * number - 7
      #expect(matrix[0, 2 * place] == simple)
      #expect(matrix[0, 2 * place + 1] == (12.5 + number) * (7 - number) + (12.5 > number ? number : simple))
    }
  }
}
