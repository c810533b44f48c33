import Kafka
import Logging
import Records

/// What every driver of a process shares, whatever it drives.
package struct ServiceContext: Sendable {
  package var settings: ServiceSettings
  package var logger: Logger
  /// Says once for all clients of the process that the brokers are lost or back.
  package var connection: ConnectionLog
  /// The time of day.
  package var clock: @Sendable () -> Timestamp

  package init(
    settings: ServiceSettings, logger: Logger, clock: @escaping @Sendable () -> Timestamp = FreshetService.wallClock
  ) {
    self.settings = settings
    self.logger = logger
    self.clock = clock
    connection = ConnectionLog(logger: logger)
  }

  /// How to reach the cluster.
  ///
  /// - Precondition: the settings name brokers.
  package var kafka: KafkaSettings { settings.kafka }
}
