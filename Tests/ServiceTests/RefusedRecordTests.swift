import Kafka
import Pipeline
import Records
import Service
import Statistics
import Testing

extension ServiceSuite {
  @Suite("Records that are refused")
  struct RefusedRecordTests {
    /// What was sent, by the record's key.
    private struct Sent {
      var value: [UInt8]?
      var error: DecodeFailure.Code
    }

    private static let text = """
      pipeline: NAME
      events:
        id: id
        time: ts
        schema: {id: string, ts: timestamp, card.id: string, amount: {type: double, min: 0}}
      labels: {id: id, value: bad, type: binary}
      features: [amount, {spend: sum(amount) over 1h by card.id}]

      """

    @Test(
      "10,000 malformed records of every kind are dead letters, each once, untouched and with its reason; every good one is answered once",
      arguments: TestBed.available)
    func malformed(_ cluster: TestBed.Cluster) async throws {
      let seed: UInt64 = 2
      var generator = SeededGenerator(seed: seed)
      let bed = try TestBed(cluster)
      let text = Self.text.replacing("NAME", with: bed.pipeline)
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var sent: [String: Sent] = [:]
      var goodCount = 0

      try await bed.running { _ in
        let kinds = MalformedRecords.kinds
        while sent.count < 10_000 {
          var batch = RecordBatch()
          for _ in 0..<min(1_000, 10_000 - sent.count) {
            if Bool.random(using: &generator) {
              Self.append("good-\(goodCount)", Array(MalformedRecords.event(goodCount).utf8), to: &batch)
              goodCount += 1
            }
            let kind = kinds[sent.count % kinds.count]
            let bad = Sent(value: kind.make(sent.count, &generator), error: kind.error)
            Self.append("bad-\(sent.count)", bad.value, to: &batch)
            sent["bad-\(sent.count)"] = bad
          }
          try await bed.send(batch, names: names)
          let count = sent.count
          try await journal.wait(for: "\(count) dead letters") { $0.deadLetters.count >= count }
        }
        // One at a time: the embedded broker keeps 5 MB of a partition.
        for index in 0..<8 {
          var batch = RecordBatch()
          let (value, error) = MalformedRecords.large(index, byteCount: 980_000)
          sent["large-\(index)"] = Sent(value: value, error: error)
          Self.append("large-\(index)", value, to: &batch)
          try await bed.send(batch, names: names)
          let count = sent.count
          try await journal.wait(for: "dead letter \(count)") { $0.deadLetters.count >= count }
        }
        let predictions = goodCount
        try await journal.wait(for: "an answer to every good event") { $0.predictions.count >= predictions }
      }
      await journal.close()

      let contents = journal.now
      #expect(contents.predictions.count == goodCount, "seed \(seed)")
      #expect(Set(contents.predictions.map(\.id)) == Set((0..<goodCount).map { "e-\($0)" }), "seed \(seed)")
      #expect(contents.deadLetters.count == sent.count, "seed \(seed)")
      Self.expect(contents.deadLetters, matching: sent, source: names[.events], seed: seed)
    }

    private static func append(_ key: String, _ value: [UInt8]?, to batch: inout RecordBatch) {
      batch.append(topic: .events, key: key, value: nil, timestamp: FreshetService.wallClock())
      value?.withUnsafeBytes { batch.appendValue($0) }
      batch.appendHeader("sender", "header of \(key)")
    }

    private static func expect(
      _ letters: [Journal.DeadLetter], matching sent: [String: Sent], source: String, seed: UInt64
    ) {
      var open = sent
      var places: Set<String> = []
      var problems: [String] = []
      for letter in letters {
        let key = letter.key ?? "none"
        guard let expected = open.removeValue(forKey: key) else {
          problems.append("\(key) came twice, or was never sent")
          continue
        }
        let headers = letter.headers
        if letter.value != expected.value { problems.append("\(key): the value was touched") }
        if headers["error"] != expected.error.rawValue || headers["sender"] != "header of \(key)"
          || headers["topic"] != source || headers["message"]?.isEmpty != false || headers["stage"] != "scorer"
          || Int64(headers["time"] ?? "") == nil
        {
          problems.append("\(key), sent as \(expected.error): \(headers)")
        }
        if !places.insert("\(headers["partition"] ?? "")/\(headers["offset"] ?? "")").inserted {
          problems.append("\(key): another dead letter has its place, \(headers)")
        }
      }
      #expect(problems.isEmpty, "seed \(seed), \(problems.count) problems: \(problems.prefix(5))")
      #expect(open.isEmpty, "never came: \(open.keys.sorted().prefix(10)); seed \(seed)")
    }

    @Test("a label that is none is the monitor's dead letter, and the others are joined", arguments: TestBed.available)
    func labels(_ cluster: TestBed.Cluster) async throws {
      let bed = try TestBed(cluster)
      let text = Self.text.replacing("NAME", with: bed.pipeline)
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      let bad = [#"{"id":"e-1"}"#, #"{"id":"e-1","bad":"perhaps"}"#, #"{"bad":1}"#, #"{"id":"e-1","bad":7}"#, ""]
      try await bed.running { _ in
        var batch = RecordBatch()
        for index in 0..<100 {
          let now = FreshetService.wallClock()
          batch.append(topic: .events, key: "\(index)", value: MalformedRecords.event(index), timestamp: now)
          batch.append(
            topic: .labels, key: "e-\(index)", value: bad[index % bad.count], timestamp: now)
          batch.append(
            topic: .labels, key: "e-\(index)", value: #"{"id":"e-\#(index)","bad":\#(index % 2)}"#, timestamp: now)
        }
        try await bed.send(batch, names: names)
        try await journal.wait(for: "all examples and dead letters") {
          $0.examples.count >= 100 && $0.deadLetters.count >= 100
        }
      }
      await journal.close()
      let contents = journal.now
      #expect(contents.examples.count == 100)
      #expect(contents.examples.allSatisfy { $0.actual == Int($0.id.dropFirst(2))! % 2 })
      #expect(contents.deadLetters.count == 100)
      #expect(
        contents.deadLetters.allSatisfy { $0.headers["stage"] == "monitor" && $0.headers["topic"] == names[.labels] })
      let errors = Dictionary(grouping: contents.deadLetters) { $0.headers["error"] ?? "" }.mapValues(\.count)
      #expect(errors.values.reduce(0, +) == 100 && errors["missing_field"] == 40 && errors["empty"] == 20, "\(errors)")
    }
  }
}
