import CRdKafka

/// How to reach a cluster, and the librdkafka properties that differ from Freshet's defaults.
///
/// Any property of librdkafka passes through `properties`, security included (`security.protocol`, `sasl.*`, `ssl.*`);
/// an unknown name or a value that does not fit is refused, by name, when a client is made. The few properties that the
/// delivery guarantees rest on cannot be set (`reserved` says which, and what sets them).
package struct KafkaSettings: Hashable, Sendable {
  /// `host:port`, several separated by commas.
  package var brokers: String
  package var properties: [String: String]

  package init(brokers: String, properties: [String: String] = [:]) {
    self.brokers = brokers
    self.properties = properties
  }

  package init(brokers: [String], properties: [String: String] = [:]) {
    self.init(brokers: brokers.joined(separator: ","), properties: properties)
  }

  /// The properties that only Freshet sets, and by what.
  package static let reserved: [String: String] = [
    "bootstrap.servers": "the brokers setting",
    "metadata.broker.list": "the brokers setting",
    "group.id": "the pipeline's name and the stage",
    "transactional.id": "the pipeline's name and the stage",
    "enable.auto.commit": "the delivery guarantee: offsets are committed only after the delivery reports",
    "enable.auto.offset.store": "the delivery guarantee: offsets are committed only after the delivery reports",
    "enable.partition.eof": "the way that the topic is read",
    "delivery.report.only.error": "the delivery guarantee: every report is counted",
  ]

  /// What every client starts from.
  package static let commonDefaults: [(String, String)] = [
    ("client.id", "freshet"),
    // Small requests (commits, heartbeats, the last batch of a quiet stream) must not wait for an acknowledgement.
    ("socket.nagle.disable", "true"),
    ("socket.keepalive.enable", "true"),
    // A broker that returns is found within two seconds; the default waits up to ten.
    ("reconnect.backoff.ms", "100"),
    ("reconnect.backoff.max.ms", "2000"),
    ("log.connection.close", "false"),
  ]

  /// With cooperative assignment partitions that stay keep flowing while others move. But before librdkafka 2.3 it ends
  /// the process by a failed assertion when a group's leader is closed before its first assignment, as it is when the
  /// broker is lost meanwhile (https://github.com/confluentinc/librdkafka/issues/4312).
  private static var assignmentStrategy: String {
    rd_kafka_version() >= 0x0203_0000 ? "cooperative-sticky" : "range"
  }

  package static let consumerDefaults: [(String, String)] = [
    ("enable.auto.commit", "false"),
    ("enable.auto.offset.store", "false"),
    ("auto.offset.reset", "earliest"),
    ("partition.assignment.strategy", assignmentStrategy),
    // A process that was killed cannot leave its groups: until its session is over, nobody reads its partitions, its own
    // successor included. Heartbeats have a thread of their own, so that a long step does not end a session.
    ("session.timeout.ms", "10000"),
    // A fetch answers as soon as there is a record.
    ("fetch.min.bytes", "1"),
    ("fetch.error.backoff.ms", "100"),
    // Partitions that are assigned, sought or resumed wait for the fetch under way, which an idle broker answers late.
    ("fetch.wait.max.ms", "100"),
    // librdkafka 2.0 looks at a full queue again only after up to a second, so the queue must hold a second of
    // records or a stage that is slower than the broker starves between the looks. Bytes are the bound that counts.
    ("queued.min.messages", "1000000"),
    ("queued.max.messages.kbytes", "131072"),
  ]

  package static let producerDefaults: [(String, String)] = [
    // Each record once and in order within its partition, through every retry; implies acks=all.
    ("enable.idempotence", "true"),
    // What Java's clients use, so that labels and predictions of one id meet in one partition.
    ("partitioner", "murmur2_random"),
    ("linger.ms", "5"),
    // The bounds of what waits for the broker; a full queue is back pressure on `send`. A longer queue only falls out
    // of the caches: a record then costs four times as much to send (measured with 500,000).
    ("queue.buffering.max.messages", "100000"),
    ("queue.buffering.max.kbytes", "262144"),
  ]

  /// What a killed process leaves open hides all that is written after it to the same partitions from readers of
  /// committed records, until the process is back or this time is over.
  package static let transactionTimeout: (String, String) = ("transaction.timeout.ms", "30000")

  /// Without a transaction, records wait for a lost broker as long as it takes: an outage is back pressure, not loss.
  /// Within one, the transaction's own timeout bounds them.
  package static let endlessDelivery: (String, String) = ("message.timeout.ms", "0")
}
