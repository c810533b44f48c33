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
  private let context: ServiceContext
  private let stop = StopSignal()

  /// - Precondition: the settings name brokers.
  package init(
    settings: ServiceSettings, logger: Logger, clock: @escaping @Sendable () -> Timestamp = FreshetService.wallClock
  ) {
    context = ServiceContext(settings: settings, logger: logger, clock: clock)
  }

  package static let wallClock: @Sendable () -> Timestamp = {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  }

  /// Runs until a graceful shutdown: then drains, commits and returns.
  package func run() async throws {
    let configuration = WorkerThread(name: "configuration") { [self] in
      ConfigurationFollower(context, board: board).run(until: stop)
    }
    let registry = WorkerThread(name: "registry") { [self] in
      RegistryWriter(context, board: board).run(until: stop)
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
