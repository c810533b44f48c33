import Kafka
import Logging
import Pipeline
import Records

/// Follows `freshet.config` on a thread of its own: starts pipelines, hands changes to running ones, and refuses files
/// that are wrong or that a running service cannot take up, with an alert; the old file then stays in force. Pipelines
/// that this process is not to run are passed over.
final class ConfigurationFollower {
  private let context: ServiceContext
  private let board: PipelineBoard
  private let names = TopicNames(pipeline: "freshet")
  /// What the topic held when this process came, by pipeline.
  private var history: [String: PipelineDefinition] = [:]
  private var hasCaughtUp = false
  private var isMissingReported = false

  init(_ context: ServiceContext, board: PipelineBoard) {
    self.context = context
    self.board = board
  }

  private var logger: Logger { context.logger }

  func run(until stop: StopSignal) {
    var backoff = Backoff()
    while !stop.isRaised {
      do {
        let reader = try TopicReader(settings: context.kafka, names: names, topics: [.config])
        backoff.reset()
        history = [:]
        hasCaughtUp = false
        while !stop.isRaised {
          context.connection.note(try reader.poll(timeout: .milliseconds(200), take), of: "configuration")
          if reader.hasReachedEnd, !hasCaughtUp { catchUp() }
        }
      } catch let error as KafkaError where error.isUnknownTopic {
        if !isMissingReported {
          logger.warning("There is no topic \(names[.config]); waiting for it (`freshet topics create` makes it)")
        }
        isMissingReported = true
        stop.wait(atMost: backoff.next())
      } catch {
        logger.log(
          level: context.connection.failureLevel, "Following the configuration starts over",
          metadata: ["reason": "\(error)"])
        stop.wait(atMost: backoff.next())
      }
    }
  }

  /// Takes files in the order in which they were written. Those that were there before this process are folded first,
  /// so that of each pipeline only the newest that is valid is started.
  private func take(_ batch: RecordBatch) {
    for index in 0..<batch.count {
      guard let name = batch.keyString(index), context.settings.pipelines?.contains(name) ?? true else { continue }
      let text = batch.valueString(index)
      if hasCaughtUp { apply(name, text: text) } else { fold(name, text: text) }
    }
  }

  private func fold(_ name: String, text: String?) {
    guard let text else { return history[name] = nil }
    switch definition(name, text: text) {
    case .success(let definition): history[name] = definition
    case .failure(let refusal):
      logger.warning("Passed over an older configuration", metadata: metadata(name, ["reason": "\(refusal)"]))
    }
  }

  private func catchUp() {
    hasCaughtUp = true
    for definition in history.values.sorted(by: { $0.name < $1.name }) { put(in: definition) }
    history = [:]
  }

  private func apply(_ name: String, text: String?) {
    guard let text else { return remove(name) }
    switch definition(name, text: text) {
    case .failure(let refusal): refuse(name, reason: refusal.description)
    case .success(let definition): put(in: definition)
    }
  }

  private struct Refusal: Error, CustomStringConvertible {
    var description: String
  }

  private func definition(_ name: String, text: String) -> Result<PipelineDefinition, Refusal> {
    switch PipelineFile.parse(text: text, file: "freshet.config/\(name)") {
    case .failure(let problems): .failure(Refusal(description: "\(problems)"))
    case .success(let definition) where definition.name != name:
      .failure(
        Refusal(
          description: "the record's key is \(name) and the file's pipeline is \(definition.name); make them one"))
    case .success(let definition): .success(definition)
    }
  }

  private func put(in definition: PipelineDefinition) {
    if let runtime = board[definition.name] { change(runtime, to: definition) } else { start(definition) }
  }

  private func start(_ definition: PipelineDefinition) {
    do {
      let runtime = try PipelineRuntime(definition: definition, context: context)
      board.add(runtime)
      runtime.start()
      logger.notice("Started a pipeline", metadata: metadata(definition.name))
    } catch {
      refuse(definition.name, reason: "\(error)")
    }
  }

  private func change(_ runtime: PipelineRuntime, to definition: PipelineDefinition) {
    let changes = definition.changes(from: runtime.definition.current)
    guard !changes.isEmpty else { return }
    if let refusal = changes.refusal { return refuse(runtime.name, reason: refusal) }
    runtime.definition.set(definition)
    let parts = changes.parts.map(\.rawValue).joined(separator: ", ")
    logger.notice("Took up a changed configuration", metadata: metadata(runtime.name, ["parts": "\(parts)"]))
    runtime.announcer.announce(
      alert(runtime.name, state: .notice, severity: .info, "a changed configuration is in force: \(parts)"))
  }

  private func remove(_ name: String) {
    guard let runtime = board.remove(name) else { return }
    logger.notice("Stopping a pipeline that was taken out of the configuration", metadata: metadata(name))
    Task { await runtime.shutDown() }
  }

  private func refuse(_ name: String, reason: String) {
    logger.error(
      "Refused a configuration; the one before stays in force", metadata: metadata(name, ["reason": "\(reason)"]))
    let message = "the configuration was refused and the one before stays in force: \(reason)"
    let alert = alert(name, state: .notice, severity: .warning, message)
    if let runtime = board[name] { return runtime.announcer.announce(alert) }
    do {
      try Announcer(settings: context.kafka, names: TopicNames(pipeline: name), logger: logger).announce(alert)
    } catch {
      logger.error("An alert was not delivered", metadata: metadata(name, ["reason": "\(error)"]))
    }
  }

  private func alert(_ name: String, state: Alert.State, severity: Alert.Severity, _ message: String) -> Alert {
    let now = context.clock()
    return Alert(
      alertID: "configuration-\(name)-\(now.milliseconds)", pipeline: name, kind: .configuration, severity: severity,
      state: state, message: message, time: now)
  }

  private func metadata(_ name: String, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
    more.merging(["pipeline": "\(name)"]) { first, _ in first }
  }
}
