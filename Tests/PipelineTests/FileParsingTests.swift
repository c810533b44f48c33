import Drift
import Features
import Pipeline
import Records
import Testing
import Training

@Suite("A pipeline file means what it says")
struct FileParsingTests {
  @Test("The design's example: events, labels and features")
  func fraudData() throws {
    let fraud = try FileExamples.definition(FileExamples.fraud)
    #expect(fraud.name == "fraud")
    #expect(fraud.topics[.events] == "fraud.events")
    #expect(fraud.topics[.commands] == "freshet.commands")
    #expect(
      fraud.events
        == EventSettings(
          idField: "id", timeField: "ts",
          schema: EventSchema(fields: [
            .init(name: "id", type: .string, isRequired: true), .init(name: "ts", type: .timestamp, isRequired: true),
            .init(name: "card_id", type: .string), .init(name: "amount", type: .double, minimum: 0),
            .init(name: "country", type: .category),
          ])))
    #expect(
      fraud.labels
        == LabelSettings(
          idField: "id", valueField: "is_fraud", task: .binary, wait: .seconds(86_400), absentMeans: .number(0)))
    #expect(fraud.features.map(\.name) == ["amount", "log_amount", "spend_1h", "count_1h", "ratio", "country"])
    #expect(fraud.features[0].expression == "amount")
    #expect(fraud.features[4].expression == "amount / (mean(amount) over 1h by card_id + 1)")
    #expect(fraud.featureOptions == FeatureSettings())
  }

  @Test("The design's example: model, training and gate")
  func fraudLearning() throws {
    let fraud = try FileExamples.definition(FileExamples.fraud)
    #expect(
      fraud.model
        == ModelSettings(algorithm: .gbdt, parameters: ["trees": 100, "depth": 6, "learning_rate": 0.1]))
    #expect(fraud.training == TrainingSettings(examples: 50_000, holdout: 0.2, firstModelAfter: 2_000, seed: 7))
    #expect(fraud.gate == GateSettings(metric: .logloss, beatLiveBy: 0))
  }

  @Test("The design's example: drift, triggers and what follows")
  func fraudLoop() throws {
    let fraud = try FileExamples.definition(FileExamples.fraud)
    #expect(fraud.drift.window == .events(5_000))
    #expect(
      fraud.drift.detectors == [
        DetectorSettings(name: "error-rise", test: .adwin, subject: .error, parameters: ["delta": 0.002]),
        DetectorSettings(name: "feature-shift", test: .psi, subject: .features, parameters: ["threshold": 0.2]),
        DetectorSettings(name: "score-shift", test: .ks, subject: .score, parameters: ["alpha": 0.001]),
      ])
    #expect(
      fraud.triggers == [
        TriggerSettings(name: "concept-drift", condition: .detector("error-rise", times: 1), action: .retrain),
        TriggerSettings(name: "covariate-shift", condition: .detector("feature-shift", times: 2), action: .retrain),
        TriggerSettings(name: "nightly", condition: .every(.seconds(86_400)), action: .retrain),
        TriggerSettings(name: "score-watch", condition: .detector("score-shift", times: 1), action: .alert),
      ])
    #expect(fraud.retraining == RetrainingSettings(cooldown: .seconds(600), budget: 24))
    #expect(fraud.deployment.strategy == .immediate)
    #expect(fraud.delivery == .atLeastOnce)
  }

  @Test("What a file leaves out has its usual value")
  func defaults() throws {
    let least = try FileExamples.definition(FileExamples.least)
    #expect(least.labels.idField == "id")
    #expect(least.labels.wait == .seconds(86_400))
    #expect(least.gate == GateSettings(metric: .rmse))
    #expect(least.model == ModelSettings(algorithm: .gbdt))
    #expect(least.drift == DriftSettings())
    #expect(least.triggers.isEmpty)
    #expect(least.topicCreation.partitions == 4)
    #expect(least.topicCreation.retention(of: .events) == .seconds(7 * 86_400))
    #expect(least.topicCreation.retention(of: .models) == nil)
  }

  @Test("Every option of a field, of labels, of topics and of their creation")
  func options() throws {
    let full = try FileExamples.definition(
      """
      pipeline: full-1
      topics: {events: my.events, commands: my.commands}
      events:
        id: key
        time: at
        schema:
          key: string
          at: {type: timestamp, unit: s}
          card.id: string
          level: {type: int, min: -5, max: 1_000, required: true, coerce: true}
          kind: {type: category, path: card.kind}
          on: {type: bool, coerce: false}
      labels:
        id: event.id
        value: truth
        time: judged_at
        type: multiclass
        classes: [car, "3", bus]
        absent_means: 3
        wait: 250ms
      features: [level, kind]
      feature_options: {lateness: 1m, maximum_keys: 50_000 keys}
      gate:
        metric: kappa
        beat_live_by: 0.01
        confidence: 90%
        guards: {slices: [kind, level], no_worse_by: 5%, min_count: 200 examples}
        latency: 20ms
      training: {examples: 2000 examples, holdout: 0.25, first_model_after: 500}
      drift: {window: 10m}
      triggers: [{name: often, after: 2000 examples, do: retrain}]
      retraining: {at_most: 3 per 12h}
      deployment: {strategy: manual}
      delivery: exactly-once
      topic_creation:
        partitions: 12
        replication: 3
        retention: {examples: 365d}
        retention_size: {events: 10GiB}
      """)
    #expect(full.topics.overrides == [.events: "my.events", .commands: "my.commands"])
    let fields = full.events.schema.fields
    #expect(fields[1].timeUnit == .seconds)
    #expect(fields[2].path == ["card", "id"])
    #expect(
      fields[3]
        == .init(name: "level", type: .int, isRequired: true, coercesText: true, minimum: -5, maximum: 1_000))
    #expect(fields[4].path == ["card", "kind"])
    #expect(fields[5].name == "on")
    #expect(full.labels.classes == ["car", "3", "bus"])
    #expect(full.labels.absentMeans == .className("3"))
    #expect(full.labels.wait == .milliseconds(250))
    #expect(full.labels.schema.fields.map(\.path) == [["event", "id"], ["truth"], ["judged_at"]])
    #expect(full.featureOptions == FeatureSettings(lateness: .seconds(60), bounds: WindowBounds(maximumKeys: 50_000)))
    #expect(
      full.gate
        == GateSettings(
          metric: .kappa, beatLiveBy: 0.01, confidence: 0.9,
          guards: .init(slices: ["kind", "level"], noWorseBy: 0.05, minimumCount: 200), latency: .milliseconds(20)))
    #expect(full.training.holdout == 0.25)
    #expect(full.training.examplesAfterDrift == 2_000)
    #expect(full.drift.window == .time(.seconds(600)))
    #expect(full.triggers == [.init(name: "often", condition: .after(examples: 2_000), action: .retrain)])
    #expect(full.retraining == RetrainingSettings(budget: 3, budgetPeriod: .seconds(12 * 3_600)))
    #expect(full.deployment.strategy == .manual)
    #expect(full.delivery == .exactlyOnce)
    #expect(full.topicCreation.partitions == 12)
    #expect(full.topicCreation.replication == 3)
    #expect(full.topicCreation.retention(of: .examples) == .seconds(365 * 86_400))
    #expect(full.topicCreation.retentionSize(of: .events) == 10 << 30)
  }

  @Test("What is a number to a detector may be a word or a time in the file")
  func detectorWords() throws {
    let drift = """
      drift:
        window: 30m
        detectors:
          a: {test: ks, on: x, correction: bonferroni, false_alarm_every: 30d}
          b: {test: psi, on: features, false_alarm_every: 500 windows}
          c: {test: page_hinkley, on: error, direction: up}
          d: {test: glr, on: error, false_alarm_every: 2000000 events}
          e: {test: ks, on: features, reference: 7d ago, alpha: 1%}
      """
    let definition = try FileExamples.definition(FileExamples.least + drift)
    #expect(
      definition.drift.detectors.map(\.parameters) == [
        ["correction": 1, "false_alarm_every": 1_440], ["false_alarm_every": 500], ["direction": 1],
        ["false_alarm_every": 2_000_000], ["alpha": 0.01],
      ])
    #expect(definition.drift.detectors.map(\.reference.text) == Array(repeating: "training", count: 4) + ["7d ago"])
    let again = try FileExamples.definition(definition.canonicalText)
    #expect(again.configurationDigest == definition.configurationDigest)
  }

  @Test("Subjects, references and slices mean what they say, and come back from the canonical text")
  func subjects() throws {
    let drift = """
      drift:
        window: 10m
        detectors:
          a: {test: chi2, on: missing-rate}
          b: {test: glr, on: missing-rate of amount, direction: up}
          c: {test: ks, on: unseen-rate of country, min_effect: 0.02}
          d: {test: adwin, on: out-of-range-rate}
          e: {test: ks, on: dead-letter-rate, reference: first 5_000 events}
          f: {test: poisson, on: event-volume, reference: first 20 windows, min_effect: 0.3}
          g: {test: poisson, on: event-volume, reference: 7d ago}
          h: {test: glr, on: label-coverage}
          i: {test: wasserstein, on: label-delay, reference: first 1000}
          j: {test: ks, on: residual, reference: first 2000, slices: [country], maximum_slices: 7}
          k: {test: page_hinkley, on: loss, direction: up}
          l: {test: glr, on: error, slices: [country]}
      """
    let start = try #require(FileExamples.fraud.firstRange(of: "drift:"))
    let end = try #require(FileExamples.fraud.firstRange(of: "triggers:"))
    let rest = FileExamples.fraud[end.lowerBound...].split(separator: "\n").filter { !$0.contains("on: ") }
    let text = FileExamples.fraud[..<start.lowerBound] + drift + "\n" + rest.joined(separator: "\n")
    let definition = try FileExamples.definition(String(text))
    let detectors = definition.drift.detectors
    #expect(
      detectors.map(\.subject) == [
        .missingRate(of: nil), .missingRate(of: "amount"), .unseenRate(of: "country"), .outOfRangeRate(of: nil),
        .deadLetterRate, .eventVolume, .eventVolume, .labelCoverage, .labelDelay, .residual, .loss, .error,
      ])
    #expect(
      detectors.map(\.reference).filter { $0 != .training } == [
        .first(rows: 5_000), .firstWindows(20), .ago(.seconds(7 * 86_400)), .first(rows: 1_000), .first(rows: 2_000),
      ])
    #expect(detectors[9].slices == ["country"] && detectors[9].maximumSlices == 7)
    #expect(detectors[11].slices == ["country"] && detectors[11].maximumSlices == 50)
    let again = try FileExamples.definition(definition.canonicalText)
    #expect(again.configurationDigest == definition.configurationDigest)
    #expect(again.drift.detectors.map(\.slices) == detectors.map(\.slices))
    #expect(again.drift.detectors.map(\.reference) == detectors.map(\.reference))
    #expect(again.drift.detectors.map(\.subject) == detectors.map(\.subject))
    for (old, new) in [("first 2000", "first 3000"), ("maximum_slices: 7", "maximum_slices: 8"), ("of amount", "")] {
      let other = try FileExamples.definition(String(text).replacing(old, with: new))
      #expect(other.changes(from: definition).parts == [.drift], "\(old)")
      #expect(other.changes(from: definition).canBeTakenUp)
    }
  }

  @Test("A trigger may wait for several detectors")
  func combinations() throws {
    let rest = """
      drift:
        detectors:
          a: {test: ks, on: x}
          b: {test: psi, on: features}
          c: {test: glr, on: error}
      triggers:
        - {name: t1, on: {any: [c, a]}, do: retrain}
        - {name: t2, on: {all: [a, b], within: 2 windows}, do: alert}
        - {name: t3, on: {at_least: 2, of: [c, b, a], within: 3}, do: retrain}
      """
    let definition = try FileExamples.definition(FileExamples.least + rest)
    #expect(
      definition.triggers.map(\.condition) == [
        .combination(.init(atLeast: 1, of: ["a", "c"])), .combination(.init(atLeast: 2, of: ["a", "b"], within: 2)),
        .combination(.init(atLeast: 2, of: ["a", "b", "c"], within: 3)),
      ])
    let again = try FileExamples.definition(definition.canonicalText)
    #expect(again.triggers == definition.triggers && again.configurationDigest == definition.configurationDigest)
    let same = try FileExamples.definition(
      FileExamples.least + rest.replacing("{any: [c, a]}", with: "{at_least: 1, of: [a, c], within: 1 windows}"))
    #expect(same.changes(from: definition).isEmpty)
    let other = try FileExamples.definition(FileExamples.least + rest.replacing("within: 3", with: "within: 4"))
    #expect(other.changes(from: definition).parts == [.triggers])
  }

  @Test("JSON is a pipeline file too")
  func json() throws {
    let json = """
      {"pipeline": "least", "events": {"id": "id", "time": "ts", "schema": {"id": "string", "ts": "timestamp",
        "x": "double"}}, "labels": {"value": "y", "type": "regression"}, "features": ["x"]}
      """
    #expect(try FileExamples.definition(json) == FileExamples.definition(FileExamples.least))
  }

  @Test("Lines may end as on any system, and a mark of byte order may come first")
  func lineEnds() throws {
    let fraud = try FileExamples.definition(FileExamples.fraud)
    for end in ["\r\n", "\r"] {
      let text = FileExamples.fraud.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end)
      #expect(try FileExamples.definition(text) == fraud)
    }
    #expect(try FileExamples.definition("\u{FEFF}" + FileExamples.fraud) == fraud)
  }
}
