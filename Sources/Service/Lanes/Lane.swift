import Kafka
import Logging
import Pipeline
import Records

/// Drives one stage on Kafka: poll, step, send, and in intervals flush and commit. Runs on a thread of its own.
///
/// Offsets are committed after the delivery reports of everything that was made of the records before them
/// (at-least-once), or in one transaction with it (exactly-once). After an error that leaves a delivery unknown the
/// lane starts over from the committed offsets, its state refilled from the log.
///
/// A stage that must be alone in its pipeline stands by until it is the active one.
///
/// ```
/// standing by ──▶ running ──▶ stopped
///    ▲               │ error, or another is active
///    └──── waiting ◀─┘
/// ```
final class Lane<Stage: LaneStage> {
  private let makeStage: () -> Stage
  private let definition: PipelineDefinition
  private let settings: ServiceSettings
  private let kafka: KafkaSettings
  private let stop: StopSignal
  private let logger: Logger
  private let connection: ConnectionLog
  private let clock: @Sendable () -> Timestamp
  private let onAssigned: () -> Void

  init(
    definition: PipelineDefinition, settings: ServiceSettings, kafka: KafkaSettings, stop: StopSignal, logger: Logger,
    connection: ConnectionLog, clock: @escaping @Sendable () -> Timestamp, onAssigned: @escaping () -> Void,
    makeStage: @escaping () -> Stage
  ) {
    self.definition = definition
    self.settings = settings
    self.kafka = kafka
    self.stop = stop
    self.logger = logger
    self.connection = connection
    self.clock = clock
    self.onAssigned = onAssigned
    self.makeStage = makeStage
  }

  /// Returns when the signal is raised and what was begun is committed.
  func run() {
    var backoff = Backoff()
    while !stop.isRaised {
      do {
        let leadership = try Stage.isAlone ? Leadership(kafka: kafka, names: definition.topics, role: Stage.role) : nil
        while !stop.isRaised {
          guard try leadership?.check(timeout: .milliseconds(200)) ?? true else { continue }
          let session = try LaneSession(
            stage: makeStage(), definition: definition, settings: settings, kafka: kafka, logger: logger,
            connection: connection, clock: clock, onAssigned: onAssigned)
          backoff.reset()
          try session.run(until: stop) { try leadership?.check(timeout: .zero) ?? true }
        }
      } catch {
        logger.log(
          level: connection.failureLevel, "The \(Stage.role.rawValue) starts over from its committed offsets",
          metadata: ["pipeline": "\(definition.name)", "reason": "\(error)"])
        backoff.wait(until: stop)
      }
    }
  }
}
