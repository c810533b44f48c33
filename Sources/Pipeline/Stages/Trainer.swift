import Models
import Records
import Training

/// The training stage: a command and the examples it names become a version, a verdict, and perhaps a deployment.
///
/// The same command over the same log gives the same artifact, byte for byte; reading the examples and the clock are
/// the driver's.
package struct Trainer: Sendable {
  /// A candidate and the bytes that would be served of it.
  package struct Trained: Sendable {
    package var candidate: Candidate
    package var artifact: [UInt8]

    package init(candidate: Candidate, artifact: [UInt8]) {
      self.candidate = candidate
      self.artifact = artifact
    }
  }

  /// What a training came to.
  package struct Outcome: Sendable {
    package var trained: Trained
    package var judgement: Gate.Judgement

    package var candidate: Candidate { trained.candidate }
    package var artifact: [UInt8] { trained.artifact }
  }

  /// Artifacts are cut into records of this size: under the broker's usual limit of 1 MiB.
  package static let maximumPartByteCount = 900_000

  package let definition: PipelineDefinition
  package let layout: FeatureLayout

  package init(definition: PipelineDefinition, layout: FeatureLayout) {
    self.definition = definition
    self.layout = layout
  }

  /// An empty set for the examples that a command names.
  package func makeBuilder(for examples: Command.Examples) -> TrainingSetBuilder {
    TrainingSetBuilder(
      task: definition.labels.task, layout: layout, newest: examples.newest ?? definition.training.examples,
      since: examples.since)
  }

  /// Trains a candidate.
  ///
  /// - Parameter parent: the version that answers now.
  /// - Throws: `TrainingError` when the examples give no model, `ArtifactError` when it cannot be written down.
  package func train(
    _ set: TrainingSet, command: Command, examples: Command.Examples, version: ModelVersion, parent: ModelVersion
  ) throws -> Trained {
    try train(
      set, version: version,
      lineage: ModelCard.Lineage(
        parent: parent, commandID: command.commandID, trigger: command.trigger ?? "manual", alertID: command.alertID,
        examples: examples, configurationDigest: definition.configurationDigest, seed: definition.training.seed,
        trainingRows: 0, holdoutRows: 0))
  }

  /// Trains a candidate of a lineage that is known: a version trained again.
  ///
  /// - Parameter seed: another than the file's.
  package func train(
    _ set: TrainingSet, version: ModelVersion, lineage: ModelCard.Lineage, seed: UInt64? = nil
  ) throws -> Trained {
    var training = definition.training
    training.seed = seed ?? training.seed
    let candidate = try Candidate.train(
      set, version: version, definitions: definition.features, schema: definition.events.schema,
      source: definition.eventSource, model: definition.model, training: training, lineage: lineage)
    return Trained(candidate: candidate, artifact: try candidate.artifact.encode())
  }

  /// Judges a candidate against the live model, on rows that neither has learned from.
  ///
  /// - Parameters:
  ///   - live: the model that answers now; the prior is nothing to beat.
  ///   - learnedThrough: the last example that the live model learned from; nil where that is not known.
  ///   - latency: what it took to answer one event, as the driver measured it; nil for not measured.
  package func judge(
    _ trained: Trained, live: Model, learnedThrough: ModelCard.Place?, latency: Duration?
  ) -> Outcome {
    let trial = Gate.Trial(
      candidate: trained.candidate, artifact: trained.artifact, layout: layout,
      live: live.version == .prior ? nil : live, liveLearnedThrough: learnedThrough.map(ExamplePosition.init),
      latency: latency, seed: definition.training.seed)
    return Outcome(trained: trained, judgement: Gate.judge(trial, definition.gate))
  }

  /// Appends everything that others should know of a training: the artifact's parts, its card, the new pointer if the
  /// candidate goes live by itself, and alerts.
  ///
  /// - Parameters:
  ///   - catalog: what the models topic says now.
  ///   - seconds: how long the training took, for the card.
  ///   - mayGoLive: whether an accepted candidate answers at once where the pipeline's strategy says so.
  /// - Returns: the card.
  @discardableResult
  package func publish(
    _ outcome: Outcome, catalog: ModelCatalog, seconds: Double, mayGoLive: Bool = true, now: Timestamp,
    into output: inout RecordBatch
  ) throws -> ModelCard {
    let artifact = outcome.candidate.artifact
    let parts = ArtifactParts.split(outcome.artifact, maximumBytes: Self.maximumPartByteCount)
    let card = ModelCard(
      pipeline: definition.name, version: artifact.version, algorithm: artifact.predictor.algorithm,
      task: artifact.task, digest: Artifact.digest(of: outcome.artifact), byteCount: outcome.artifact.count,
      partCount: parts.count, layout: String(layout.hash, radix: 16), lineage: artifact.lineage,
      metrics: outcome.candidate.metrics, liveMetrics: outcome.judgement.liveMetrics,
      verdict: outcome.judgement.verdict,
      trainingSeconds: seconds, created: now)
    for (part, bytes) in parts.enumerated() {
      output.begin(topic: .models, timestamp: now)
      var key = ModelKey.part(card.version, part).text
      key.withUTF8 { output.appendKey(UnsafeRawBufferPointer($0)) }
      bytes.withUnsafeBytes { output.appendValue($0) }
    }
    try output.append(topic: .models, key: ModelKey.card(card.version).text, json: card, timestamp: now)
    try output.append(verdictAlert(card, now: now))
    if mayGoLive, goesLive(card, catalog: catalog) {
      let deployment = DeploymentPolicy.deployment(of: card, catalog: catalog, now: now)
      try publish(deployment, trigger: card.lineage.trigger, now: now, into: &output)
    }
    return card
  }

  /// Appends the pointer to a version that was to go live by itself, if it never did and answers are still given by the
  /// version that it was judged against.
  package func deployIfMissing(
    _ card: ModelCard, catalog: ModelCatalog, now: Timestamp, into output: inout RecordBatch
  ) throws {
    guard catalog.liveVersion == card.lineage.parent, goesLive(card, catalog: catalog),
      catalog.deployment?.hasCarriedOut(card.lineage.commandID) != true
    else { return }
    let deployment = DeploymentPolicy.deployment(of: card, catalog: catalog, now: now)
    try publish(deployment, trigger: card.lineage.trigger, now: now, into: &output)
  }

  /// Appends a new pointer and its alert.
  package func publish(
    _ deployment: Deployment, trigger: String, now: Timestamp, into output: inout RecordBatch
  ) throws {
    try output.append(topic: .models, key: ModelKey.live.text, json: deployment, timestamp: now)
    let previous = deployment.previous.map { "; version \($0) is kept to roll back to" } ?? ""
    var alert = notice(
      .deployment, "version \(deployment.live) answers now (\(deployment.reason))\(previous)", now: now,
      id: "deployed-\(deployment.live)-\(deployment.time.milliseconds)")
    alert.model = deployment.live
    alert.triggers = [trigger]
    try output.append(alert)
  }

  /// Appends the alert of a command that could not be carried out, and of a training the record by which whoever asked for
  /// it knows that no version will come.
  package func publishFailure(
    of command: Command, reason: String, now: Timestamp, into output: inout RecordBatch
  ) throws {
    let kind: Alert.Kind = command.command == .retrain ? .retraining : .deployment
    var alert = notice(
      kind, "\(command.command.rawValue) was not carried out: \(reason)", now: now,
      id: "\(command.command.rawValue)-\(command.commandID)")
    alert.severity = .warning
    alert.triggers = command.trigger.map { [$0] } ?? []
    try output.append(alert)
    guard command.command == .retrain else { return }
    let trigger = command.trigger ?? "manual"
    try output.append(
      topic: .models, key: ModelKey.failure(trigger: trigger).text,
      json: TrainingFailure(commandID: command.commandID, trigger: trigger, reason: reason, time: now),
      timestamp: now)
  }

  private func goesLive(_ card: ModelCard, catalog: ModelCatalog) -> Bool {
    card.verdict.accepted && definition.deployment.strategy == .immediate && catalog.deployment?.isPinned != true
  }

  private func verdictAlert(_ card: ModelCard, now: Timestamp) -> Alert {
    let outcome =
      !card.verdict.accepted
      ? "rejected" : definition.deployment.strategy == .manual ? "accepted, and waits to be approved" : "accepted"
    var alert = notice(
      .retraining, "version \(card.version) is \(outcome): \(card.verdict.reason)", now: now,
      id: "trained-\(card.version)")
    if !card.verdict.canServe { alert.severity = .warning }
    alert.model = card.version
    alert.triggers = [card.lineage.trigger]
    alert.evidence = ["training_rows": Double(card.lineage.trainingRows), "seconds": card.trainingSeconds]
    for check in card.verdict.checks { alert.evidence[check.name] = check.figure }
    alert.evidence["candidate_\(card.verdict.metric)"] = card.verdict.candidate
    alert.evidence["live_\(card.verdict.metric)"] = card.verdict.live
    return alert
  }

  private func notice(_ kind: Alert.Kind, _ message: String, now: Timestamp, id: String) -> Alert {
    Alert(
      alertID: "\(definition.name)-\(id)", pipeline: definition.name, kind: kind, severity: .info, state: .notice,
      message: message, time: now)
  }
}
