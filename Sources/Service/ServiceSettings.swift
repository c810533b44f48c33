import Kafka
import Pipeline
import Records

/// What the service itself needs to know, apart from its pipelines: where Kafka is and where it may write.
package struct ServiceSettings: Sendable {
  package typealias Role = StageRole

  /// `host:port`, comma-separated; nil until `--embedded` has started a broker.
  package var brokers: String?
  /// librdkafka's own properties, passed through: TLS, SASL, buffer sizes.
  package var kafkaProperties: [String: String]
  /// Where the registry lies.
  package var dataFolder: String
  package var roles: Set<Role>
  /// The pipelines that this process runs; nil for all that `freshet.config` holds.
  package var pipelines: Set<String>?
  /// Names this process across restarts: part of its transactional ids, so that it fences off what it left open.
  package var instance: String
  /// How often outputs are flushed and offsets committed.
  package var commitInterval: Duration
  /// How often the state is kept in the data folder, `shortestSnapshotInterval` to `longestSnapshotInterval`; nil for never.
  package var snapshotInterval: Duration?
  /// At most so many records in a step.
  package var maximumBatchCount: Int
  /// The longest that a lane waits for records before it looks at signals.
  package var pollTimeout: Duration

  package init(
    brokers: String? = nil, kafkaProperties: [String: String] = [:], dataFolder: String = ".freshet",
    roles: Set<Role> = Set(Role.allCases), pipelines: Set<String>? = nil, instance: String = "one",
    commitInterval: Duration = .milliseconds(250), snapshotInterval: Duration? = .seconds(60),
    maximumBatchCount: Int = 10_000,
    pollTimeout: Duration = .milliseconds(50)
  ) {
    self.brokers = brokers
    self.kafkaProperties = kafkaProperties
    self.dataFolder = dataFolder
    self.roles = roles
    self.pipelines = pipelines
    self.instance = instance
    self.commitInterval = commitInterval
    self.snapshotInterval = snapshotInterval
    self.maximumBatchCount = maximumBatchCount
    self.pollTimeout = pollTimeout
  }

  package static let shortestSnapshotInterval = Duration.seconds(1)
  package static let longestSnapshotInterval = Duration.seconds(3_600)

  /// Takes a snapshot interval as a person gives it: nothing at all is never.
  ///
  /// - Throws: `ServiceSettingsError` where it is out of bounds.
  package mutating func setSnapshotInterval(_ interval: Duration, of setting: String) throws {
    guard interval != .zero else {
      snapshotInterval = nil
      return
    }
    guard (Self.shortestSnapshotInterval...Self.longestSnapshotInterval).contains(interval) else {
      throw ServiceSettingsError(description: "\(setting): expected 1s to 1h, or 0s for no snapshots")
    }
    snapshotInterval = interval
  }

  /// How to reach the cluster.
  ///
  /// - Precondition: brokers are named.
  package var kafka: KafkaSettings {
    guard let brokers else { preconditionFailure("no brokers are named") }
    return KafkaSettings(brokers: brokers, properties: kafkaProperties)
  }
}
