import Pipeline
import Testing

@Suite("The configuration's digest is the digest of its meaning")
struct FileDigestTests {
  @Test("Order within tables, white space, comments, quotes and spelled-out defaults do not count")
  func sameMeaning() throws {
    let reordered = """
      delivery: "at-least-once"
      labels:
        value: is_fraud   # the chargeback
        type: binary
        absent_means: 0
      triggers:
      - {do: retrain, on: error-rise, name: concept-drift}
      - {do: retrain, on: feature-shift, times: 2, name: covariate-shift}
      - {do: retrain, every: 1d, name: nightly}
      - {do: alert, on: score-shift, times: 1, name: score-watch}
      drift:
        detectors:
          error-rise: {on: error, test: adwin, delta: 2e-3, clock: 32}
          score-shift: {on: score, test: ks}
          feature-shift: {on: features, test: psi}
        window: 5_000
      gate: {}
      training: {seed: 7, holdout: 0.2}
      model: {depth: 6, algorithm: gbdt}
      retraining: {at_most: 24 per 24h, cooldown: 600s}
      features: [amount, log_amount: "log1p( amount )", spend_1h: sum(amount) over 1h by card_id,
        count_1h: count() over 1h by card_id, ratio: amount/ (mean(amount) over 1h by card_id + 1), country]
      events:
        schema: {country: category, amount: {min: 0.0, type: double, required: false}, card_id: string,
          id: {type: string, required: true}, ts: {type: timestamp, unit: ms}}
        time: ts
        id: id
      topics: {events: fraud.events}
      topic_creation: {partitions: 4}
      pipeline: fraud

      """
    let one = try FileExamples.definition(FileExamples.fraud)
    let other = try FileExamples.definition(reordered)
    #expect(one.canonicalText == other.canonicalText)
    #expect(one.configurationDigest == other.configurationDigest)
    #expect(other.changes(from: one).isEmpty)
  }

  @Test(
    "The canonical text is a pipeline file with the same meaning", arguments: [FileExamples.fraud, FileExamples.least])
  func roundTrip(_ text: String) throws {
    let definition = try FileExamples.definition(text)
    let again = try FileExamples.definition(definition.canonicalText)
    #expect(again.canonicalText == definition.canonicalText)
    #expect(again.configurationDigest == definition.configurationDigest)
    #expect(again.features == definition.features)
    #expect(again.triggers == definition.triggers)
    #expect(again.labels == definition.labels)
  }

  @Test("The digest is the SHA-256 of the canonical text, in hex")
  func format() throws {
    let digest = try FileExamples.definition(FileExamples.least).configurationDigest
    #expect(digest.count == 64)
    #expect(digest.allSatisfy { "0123456789abcdef".contains($0) })
  }

  /// One replacement in the design's example, the parts that it changes, and whether a running service takes it up.
  static let changes: [(good: String, bad: String, parts: [PipelinePart], canBeTakenUp: Bool)] = [
    ("pipeline: fraud", "pipeline: fraud2", [.pipeline, .topics], false),
    ("pipeline: fraud", "pipeline: fraud\ntopics: {events: other}", [.topics], false),
    ("pipeline: fraud", "pipeline: fraud\ntopic_creation: {partitions: 8}", [.topicCreation], true),
    ("pipeline: fraud", "pipeline: fraud\nfeature_options: {lateness: 5s}", [.featureOptions], false),
    ("card_id: string", "card_id: category", [.events], false),
    ("wait: 24h", "wait: 25h", [.labels], false),
    (", absent_means: 0", "", [.labels], false),
    ("- amount\n", "- amount\n  - twice: 2 * amount\n", [.features], false),
    ("depth: 6", "depth: 5", [.model], true),
    ("seed: 7", "seed: 8", [.training], true),
    ("seed: 7", "seed: 9223372036854775807", [.training], true),
    ("beat_live_by: 0", "beat_live_by: 0.1", [.gate], true),
    ("beat_live_by: 0", "confidence: 95%", [.gate], true),
    ("beat_live_by: 0", "latency: 10ms", [.gate], true),
    ("beat_live_by: 0", "guards: {slices: [country]}", [.gate], true),
    ("threshold: 0.2", "threshold: 0.25", [.drift], true),
    ("times: 2", "times: 3", [.triggers], true),
    ("24 per day", "25 per day", [.retraining], true),
    ("immediate}", "manual}", [.deployment], true),
    ("at-least-once  ", "exactly-once  ", [.delivery], false),
  ]

  @Test("Each change of meaning changes the digest, and is told by its part", arguments: changes.indices)
  func change(_ index: Int) throws {
    let change = Self.changes[index]
    let place = try #require(FileExamples.fraud.firstRange(of: change.good))
    let text = FileExamples.fraud[..<place.lowerBound] + change.bad + FileExamples.fraud[place.upperBound...]
    let old = try FileExamples.definition(FileExamples.fraud)
    let new = try FileExamples.definition(String(text))
    #expect(new.configurationDigest != old.configurationDigest)
    let changes = new.changes(from: old)
    #expect(changes.parts == change.parts)
    #expect(changes.canBeTakenUp == change.canBeTakenUp)
    #expect((changes.refusal == nil) == change.canBeTakenUp)
  }

  @Test("A refusal says what cannot be changed, why, and what to do")
  func refusal() throws {
    let old = try FileExamples.definition(FileExamples.fraud)
    let text = FileExamples.fraud.replacing("wait: 24h", with: "wait: 1h").replacing("depth: 6", with: "depth: 4")
    let changes = try FileExamples.definition(text).changes(from: old)
    #expect(changes.parts == [.labels, .model])
    #expect(
      changes.refusal
        == "a running service cannot change labels (predictions already waiting are joined by the old rule); stop the "
        + "service and start it again with the new file, or give the file another pipeline name")
  }
}
