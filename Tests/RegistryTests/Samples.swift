import Records

/// Records of a pipeline's life, for tests.
enum Samples {
  static func moment(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

  static func card(
    _ version: Int, parent: Int = 0, accepted: Bool = true, trigger: String = "concept-drift", time: Int64 = 0
  ) -> ModelCard {
    let examples = Command.Examples(ranges: [OffsetRange(partition: 0, from: 10, to: 110)], newest: 100)
    return ModelCard(
      pipeline: "fraud", version: ModelVersion(version), algorithm: "gbdt", task: .binary,
      digest: "digest-\(version)", byteCount: 1_000, partCount: 1, layout: "00ff",
      lineage: ModelCard.Lineage(
        parent: ModelVersion(parent), commandID: "command-\(version)", trigger: trigger, alertID: "alert-1",
        examples: examples, configurationDigest: "digest of A", seed: .max, trainingRows: 80, holdoutRows: 20),
      metrics: ["logloss": 0.25, "accuracy": 0.9], liveMetrics: ["logloss": 0.5],
      verdict: ModelCard.Verdict(
        accepted: accepted, metric: "logloss", candidate: 0.25, live: 0.5, margin: 0,
        reason: accepted ? "better by 0.25" : "not better"),
      trainingSeconds: 1.5, created: moment(time))
  }

  static func deployment(live: Int, previous: Int? = nil, time: Int64 = 0) -> Deployment {
    Deployment(
      live: ModelVersion(live), previous: previous.map(ModelVersion.init), reason: "accepted", time: moment(time))
  }

  static func command(
    _ identifier: String, _ kind: Command.Kind = .retrain, version: Int? = nil, time: Int64 = 0
  ) -> Command {
    var command = Command(commandID: identifier, pipeline: "fraud", command: kind, time: moment(time))
    command.version = version.map(ModelVersion.init)
    command.trigger = "concept-drift"
    return command
  }

  static func alert(
    _ identifier: String, _ state: Alert.State, detector: String = "error-rise", on: String = "error", time: Int64
  ) -> Alert {
    var alert = Alert(
      alertID: identifier, pipeline: "fraud", kind: .drift, severity: .warning, state: state,
      message: "\(detector) \(state)", time: moment(time))
    alert.detector = detector
    alert.on = on
    return alert
  }

  /// Two trainings, one refused, deployments, drift that came and went, a configuration changed and one refused.
  static func life() throws -> TopicLog {
    var log = TopicLog()
    log.add(.config, key: "fraud", value: "A", time: 1)
    try log.add(command("command-1", time: 2))
    log.add(.models, key: "model/1/0", value: "bytes of the artifact", time: 3)
    try log.add(card(1, trigger: "first", time: 3))
    try log.add(deployment(live: 1, previous: 0, time: 4))
    try log.add(alert("alert-1", .firing, time: 5))
    try log.add(alert("alert-2", .firing, detector: "feature-shift", on: "amount", time: 5), partition: 1)
    try log.add(command("command-2", time: 6))
    try log.add(card(2, parent: 1, accepted: false, time: 7))
    try log.add(alert("alert-1", .updated, time: 8))
    try log.add(command("command-3", time: 9), partition: 2)
    try log.add(card(3, parent: 1, time: 10))
    try log.add(deployment(live: 3, previous: 1, time: 11))
    try log.add(alert("alert-1", .resolved, time: 12))
    log.add(.config, key: "fraud", value: "refused", time: 13)
    log.add(.config, key: "fraud", value: "B", time: 14)
    try log.add(card(4, parent: 3, time: 15))
    return log
  }

  static func configurationDigest(_ text: String) -> String? { text == "refused" ? nil : "digest of \(text)" }
}
