import Foundation
import Kafka
import Logging
import Pipeline
import Records
import ServiceLifecycle

/// The whole service in one process: follows the configuration and runs the stages of each pipeline.
///
/// Blocking work is on threads of its own; `run` only waits for them, and for the signal to stop.
package final class FreshetService: Service {
  package let board = PipelineBoard()
  private let settings: ServiceSettings
  private let kafka: KafkaSettings
  private let logger: Logger
  private let connection: ConnectionLog
  private let clock: @Sendable () -> Timestamp
  private let stop = StopSignal()

  /// - Precondition: the settings name brokers.
  package init(
    settings: ServiceSettings, logger: Logger, clock: @escaping @Sendable () -> Timestamp = FreshetService.wallClock
  ) {
    self.settings = settings
    kafka = settings.kafka
    self.logger = logger
    connection = ConnectionLog(logger: logger)
    self.clock = clock
  }

  package static let wallClock: @Sendable () -> Timestamp = {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  }

  /// Runs until a graceful shutdown: then drains, commits and returns.
  package func run() async throws {
    let configuration = WorkerThread(name: "configuration") { [self] in
      ConfigurationFollower(
        settings: settings, kafka: kafka, board: board, logger: logger, connection: connection, clock: clock
      ).run(until: stop)
    }
    let registry = WorkerThread(name: "registry") { [self] in
      RegistryWriter(settings: settings, kafka: kafka, board: board, logger: logger, clock: clock).run(until: stop)
    }
    await withGracefulShutdownHandler {
      await configuration.finished()
    } onGracefulShutdown: { [stop] in
      stop.raise()
    }
    await shutDownPipelines()
    await registry.finished()
  }

  /// Asks the service to drain and return, as a signal would.
  package func shutDown() { stop.raise() }

  private func shutDownPipelines() async {
    await withTaskGroup(of: Void.self) { group in
      for runtime in board.all { group.addTask { await runtime.shutDown() } }
    }
  }
}
