import Crypto
import Drift
import Features
import Records
import Training

extension PipelineDefinition {
  /// The definition as one line of JSON, every default written out: a pipeline file that means the same.
  ///
  /// Two definitions have the same text exactly where they mean the same: order within `schema`, `detectors` and other
  /// tables does not count, nor does a default that one of them spells out.
  package var canonicalText: String {
    let parts = PipelinePart.allCases.map { ($0.rawValue, canonicalValue(of: $0)) }
    return CanonicalValue.table(Dictionary(uniqueKeysWithValues: parts)).json
  }

  /// SHA-256 (hex) of the canonical text.
  package var configurationDigest: String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = SHA256.hash(data: Array(canonicalText.utf8))
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// What a part says, in canonical form.
  func canonicalValue(of part: PipelinePart) -> CanonicalValue {
    switch part {
    case .pipeline: .text(name)
    case .topics: canonicalTopics
    case .events: canonicalEvents
    case .labels: canonicalLabels
    case .features: canonicalFeatures
    case .featureOptions: canonicalFeatureOptions
    case .model:
      .table(
        model.resolvedParameters.mapValues { .number($0) }
          .merging(["algorithm": .text(model.algorithm.rawValue)]) { _, algorithm in algorithm })
    case .training: canonicalTraining
    case .gate: canonicalGate
    case .drift: canonicalDrift
    case .triggers: .list(triggers.map(Self.canonical))
    case .retraining: canonicalRetraining
    case .deployment: .table(["strategy": .text(deployment.strategy.rawValue)])
    case .delivery: .text(delivery.rawValue)
    case .topicCreation: canonicalTopicCreation
    }
  }

  /// All names but that of the topic which the file itself is read from.
  private var canonicalTopics: CanonicalValue {
    let names = Topic.allCases.filter { $0 != .config }.map { ($0.rawValue, CanonicalValue.text(topics[$0])) }
    return .table(Dictionary(uniqueKeysWithValues: names))
  }

  private var canonicalEvents: CanonicalValue {
    let fields = events.schema.fields.map { ($0.name, Self.canonical($0)) }
    return .table([
      "id": .text(events.idField), "time": .text(events.timeField),
      "schema": .table(Dictionary(uniqueKeysWithValues: fields)),
    ])
  }

  private static func canonical(_ field: EventSchema.Field) -> CanonicalValue {
    .table(present: [
      "type": .text(field.type.rawValue),
      "path": field.path.joined(separator: ".") == field.name ? nil : .text(field.path.joined(separator: ".")),
      "required": .flag(field.isRequired),
      "coerce": field.type.canCoerce ? .flag(field.coercesText) : nil,
      "min": field.minimum.map { .number($0) },
      "max": field.maximum.map { .number($0) },
      "unit": field.type == .timestamp ? .text(field.timeUnit == .seconds ? "s" : "ms") : nil,
    ])
  }

  private var canonicalLabels: CanonicalValue {
    let absent: CanonicalValue? = labels.absentMeans.map {
      switch $0 {
      case .number(let number): .number(number)
      case .className(let name): .text(name)
      }
    }
    return .table(present: [
      "id": .text(labels.idField), "value": .text(labels.valueField), "time": labels.timeField.map { .text($0) },
      "type": .text(labels.task.rawValue), "wait": .duration(labels.wait), "absent_means": absent,
      "classes": labels.classes.map { .list($0.map { .text($0) }) },
    ])
  }

  /// The expressions in the language's own canonical form.
  private var canonicalFeatures: CanonicalValue {
    guard let program = try? featureProgram() else {
      return .list(features.map { .table([$0.name: .text($0.expression)]) })
    }
    return .list(program.layout.features.map { .table([$0.name: .text($0.expression)]) })
  }

  private var canonicalFeatureOptions: CanonicalValue {
    .table([
      "lateness": .duration(featureOptions.lateness), "maximum_keys": .whole(featureOptions.bounds.maximumKeys),
      "maximum_entries_per_key": .whole(featureOptions.bounds.maximumEntriesPerKey),
      "maximum_entries": .whole(featureOptions.bounds.maximumEntries),
      "maximum_distinct_values": .whole(featureOptions.bounds.maximumDistinctValues),
    ])
  }

  private var canonicalTraining: CanonicalValue {
    .table([
      "examples": .whole(training.examples), "holdout": .number(training.holdout),
      "first_model_after": .whole(training.firstModelAfter),
      "examples_after_drift": .whole(training.examplesAfterDrift), "seed": .whole(training.seed),
      "refit": .flag(training.refitsOnHoldout),
    ])
  }

  private var canonicalGate: CanonicalValue {
    .table(present: [
      "metric": .text(gate.metric.rawValue), "beat_live_by": .number(gate.beatLiveBy),
      "confidence": .number(gate.confidence), "latency": .duration(gate.latency),
      "guards": gate.guards.map {
        .table([
          "slices": .list($0.slices.map { .text($0) }), "no_worse_by": .number($0.noWorseBy),
          "min_count": .whole($0.minimumCount),
        ])
      },
    ])
  }

  private var canonicalDrift: CanonicalValue {
    let window: CanonicalValue =
      switch drift.window {
      case .events(let count): .text("\(count) events")
      case .time(let duration): .duration(duration)
      }
    let detectors = drift.detectors.map { detector -> (String, CanonicalValue) in
      var entries: [String: CanonicalValue] = [
        "test": .text(detector.test.rawValue), "on": .text(detector.subject.text),
      ]
      for (name, value) in detector.effectiveParameters { entries[name] = .number(value) }
      if !detector.test.isStreaming { entries["reference"] = .text(detector.reference.text) }
      if !detector.slices.isEmpty {
        entries["slices"] = .list(detector.slices.map { .text($0) })
        entries["maximum_slices"] = .whole(detector.maximumSlices)
      }
      return (detector.name, .table(entries))
    }
    return .table(["window": window, "detectors": .table(Dictionary(uniqueKeysWithValues: detectors))])
  }

  private static func canonical(_ trigger: TriggerSettings) -> CanonicalValue {
    var entries: [String: CanonicalValue] = ["name": .text(trigger.name), "do": .text(trigger.action.rawValue)]
    switch trigger.condition {
    case .detector(let name, let times):
      entries["on"] = .text(name)
      entries["times"] = .whole(times)
    case .combination(let combination):
      entries["on"] = .table([
        "at_least": .whole(combination.atLeast), "of": .list(combination.detectors.map { .text($0) }),
        "within": .text("\(combination.windows) windows"),
      ])
    case .every(let period): entries["every"] = .duration(period)
    case .after(let examples): entries["after"] = .text("\(examples) examples")
    }
    return .table(entries)
  }

  private var canonicalRetraining: CanonicalValue {
    .table(present: [
      "cooldown": .duration(retraining.cooldown),
      "at_most": retraining.budget.map { .text("\($0) per \(Quantity.text(of: retraining.budgetPeriod))") },
    ])
  }

  private var canonicalTopicCreation: CanonicalValue {
    var retention: [String: CanonicalValue] = [:]
    var size: [String: CanonicalValue] = [:]
    for topic in Topic.allCases {
      retention[topic.rawValue] = topicCreation.retention(of: topic).map { .duration($0) }
      size[topic.rawValue] = topicCreation.retentionSize(of: topic).map { .text(Quantity.text(ofByteCount: $0)) }
    }
    return .table(present: [
      "partitions": .whole(topicCreation.partitions), "replication": topicCreation.replication.map { .whole($0) },
      "retention": .table(retention), "retention_size": .table(size),
    ])
  }
}

extension CanonicalValue {
  fileprivate static func duration(_ duration: Duration) -> CanonicalValue { .text(Quantity.text(of: duration)) }
}
