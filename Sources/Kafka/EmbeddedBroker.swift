import CRdKafka
import Synchronization

/// librdkafka's mock cluster: a broker in this process, for the demo and for tests. Other processes and other clients
/// can use it by its address.
///
/// What it is not: it keeps about 5 MB or 100,000 records of each partition in memory and drops the oldest beyond that;
/// it forgets everything at the end; it makes topics only by `createTopic` or when somebody asks for them (4 partitions
/// then); it never compacts; it does not isolate transactions (aborted records stay visible) and forgets the offsets
/// that are committed in them; it stores a record again whose acknowledgement was lost and which is therefore retried;
/// it finds no offsets for times; it speaks plain text only. Its groups settle slowly unless clients take `settings`.
///
/// May be used from any thread: the pointers never change while it runs, librdkafka serves the mock cluster on a thread
/// of its own and hands every call over to it, and `stop` takes the pointers away under a lock that every call holds.
package final class EmbeddedBroker: @unchecked Sendable {
  /// The address to give to clients: `127.0.0.1:port`, several separated by commas.
  package let address: String
  /// How the ids of mock clusters begin, which is how a client knows that it talks to one.
  static let clusterIDPrefix = "mockCluster"

  /// Sent between threads by the lock around it; librdkafka's objects are bound to no thread.
  private struct Cluster: @unchecked Sendable {
    var client: OpaquePointer
    var mock: OpaquePointer
  }
  private let cluster: Mutex<Cluster?>

  /// Starts the broker on free ports of the loopback interface.
  package init(brokers: Int = 1) throws(KafkaError) {
    precondition(brokers > 0, "a cluster has at least one broker")
    let configuration = rd_kafka_conf_new()
    // The client only lends the mock cluster its thread; it has nobody to talk to, which librdkafka would log.
    rd_kafka_conf_set_log_cb(configuration) { _, _, _, _ in }
    var reason = [CChar](repeating: 0, count: 512)
    guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, &reason, reason.count) else {
      rd_kafka_conf_destroy(configuration)
      throw .configuration("the embedded broker cannot start")
    }
    guard let mock = rd_kafka_mock_cluster_new(client, Int32(brokers)) else {
      rd_kafka_destroy(client)
      throw .configuration("the embedded broker cannot listen on a port of 127.0.0.1")
    }
    address = String(cString: rd_kafka_mock_cluster_bootstraps(mock))
    cluster = Mutex(Cluster(client: client, mock: mock))
  }

  deinit { stop() }

  /// Ends the broker and forgets its records. Nothing may be called afterwards but `stop`.
  package func stop() {
    cluster.withLock { cluster in
      guard let running = cluster else { return }
      rd_kafka_mock_cluster_destroy(running.mock)
      rd_kafka_destroy(running.client)
      cluster = nil
    }
  }

  /// How clients in this process should reach it. The mock cluster waits for its groups' other members for a second
  /// less than their session timeout, whatever happens, so that a short session makes rebalances bearable.
  package var settings: KafkaSettings {
    KafkaSettings(brokers: address, properties: ["session.timeout.ms": "3000", "heartbeat.interval.ms": "500"])
  }

  /// Makes a topic.
  /// - Returns: whether it is new; an older one keeps its partitions.
  @discardableResult
  package func createTopic(_ name: String, partitions: Int = 4) throws(KafkaError) -> Bool {
    let code = withMock { rd_kafka_mock_topic_create($0, name, Int32(partitions), 1) }
    switch code {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return true
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: return false
    default: throw KafkaError(code, "creating topic \(name) on the embedded broker")
    }
  }

  func withMock<Result>(_ body: (OpaquePointer) -> Result) -> Result {
    cluster.withLock { cluster in
      guard let cluster else { preconditionFailure("the embedded broker was stopped") }
      return body(cluster.mock)
    }
  }
}
