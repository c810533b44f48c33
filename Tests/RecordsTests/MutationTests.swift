import Records
import Statistics
import Testing

@Suite("Mutated records")
struct MutationTests {
  private static let fields: [EventSchema.Field] = [
    .init(name: "id", type: .string, isRequired: true), .init(name: "ts", type: .timestamp, coercesText: true),
    .init(name: "card.id", type: .category), .init(name: "card.limit", type: .double, coercesText: true),
    .init(name: "n", type: .int), .init(name: "b", type: .bool, coercesText: true),
  ]
  private static let seeds = [
    #"{"id":"txn-1","ts":1732345678901,"card":{"id":"c\u00e9\ud83d\ude00","limit":-2.5e3,"x":[1,{"y":[]}]},"n":12,"b":true}"#,
    #"{"id":"é😀","ts":"2024-11-23T07:07:58.901+02:00","card":{"limit":"12.5"},"n":null,"b":"0","z":"\\\"\/\b"}"#,
    #" { "b" : false , "z" : [ [ ] , { } , "a" , -0.0 , 1E+5 , null ] , "id" : 12345678901234567890 } "#,
  ].map { Array($0.utf8) }
  private static let tokens = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "null", "true", "NaN", "-", "1e999", "0.", "\"id\":",
    "/*",
    "\0", "\u{feff}", " ", "99999999999999999999",
  ].map { Array($0.utf8) }

  private static func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = seeds.randomElement(using: &generator)!
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let place = Int.random(in: 0...bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 0...12, using: &generator))
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.removeSubrange(place...)
      case 2: bytes.insert(contentsOf: tokens.randomElement(using: &generator)!, at: place)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
      case 4: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
      case 5: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
      case 6: bytes.replaceSubrange(place..<end, with: tokens.randomElement(using: &generator)!)
      default: bytes += seeds.randomElement(using: &generator)!.prefix(place)
      }
    }
    return bytes
  }

  @Test(
    "20,000 mutated records: none crashes, each refusal has its reason, neighbours decode the same", arguments: 1...4)
  func mutations(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var decoding = Decoding(Self.fields)
    let good = Array(#"{"id":"good","card":{"id":"neighbour","limit":1.5},"n":7}"#.utf8)
    var refusedCount = 0
    for _ in 0..<50 {
      let mutants = (0..<100).map { _ in Self.mutated(&generator) }
      decoding.decode(mutants.flatMap { [$0, good] })
      let refused = Set(decoding.rejected.map(\.record))
      refusedCount += refused.count
      try #require(refused.count == decoding.rejected.count, "seed \(seed): refused twice")
      try #require(decoding.events.count + refused.count == 200, "seed \(seed): lost or doubled")
      try #require(decoding.events.records.allSatisfy { !refused.contains(Int($0)) }, "seed \(seed)")
      try #require(refused.allSatisfy { $0 % 2 == 0 }, "seed \(seed): a good neighbour was refused")
      #expect(decoding.rejected.allSatisfy { $0.message.utf8.count > 10 }, "seed \(seed)")
      for (row, record) in decoding.events.records.enumerated() where record % 2 == 1 {
        try #require(decoding.text("id", row) == "good", "seed \(seed)")
        try #require(decoding.text("card.id", row) == "neighbour", "seed \(seed)")
        try #require(decoding.number("card.limit", row) == 1.5 && decoding.number("n", row) == 7, "seed \(seed)")
        try #require(decoding.number("ts", row).isNaN && decoding.number("b", row).isNaN, "seed \(seed)")
      }
      compareWithGrammar(mutants, decoding, seed: seed)
    }
    #expect(refusedCount > 2_000, "the mutations hardly mutate")
  }

  /// Whatever is taken must be JSON by the oracle too, and what is refused as no JSON must be none.
  private func compareWithGrammar(_ mutants: [[UInt8]], _ decoding: Decoding, seed: Int) {
    let failures = Dictionary(uniqueKeysWithValues: decoding.rejected.map { ($0.record / 2, $0) })
    for (index, mutant) in mutants.enumerated() {
      let isJSON = JSONGrammar.accepts(mutant)
      let text = String(decoding: mutant, as: UTF8.self)
      switch failures[index]?.code {
      case nil: #expect(isJSON, "seed \(seed): taken, but no JSON: \(text)")
      case .invalidJSON, .invalidUTF8, .wrongEncoding, .empty:
        #expect(!isJSON, "seed \(seed): refused (\(failures[index]!.message)), but JSON: \(text)")
      default: break
      }
    }
  }

  @Test("The oracle itself tells JSON from what is none")
  func oracle() {
    for seed in Self.seeds { #expect(JSONGrammar.accepts(seed)) }
    for kind in MalformedRecordTests.kinds where kind.code == .invalidJSON || kind.code == .invalidUTF8 {
      #expect(!JSONGrammar.accepts(kind.value!), "\(kind.name)")
    }
  }
}
