import Synchronization

/// Which brokers a client is connected to, as librdkafka's threads report it.
final class BrokerWatch: Sendable {
  private let connected = Mutex<Set<String>>([])

  var isConnected: Bool { connected.withLock { !$0.isEmpty } }

  /// - Parameter state: librdkafka's name of the state; a broker serves requests in `UP` and `UPDATE`.
  func report(broker: String, state: String) {
    connected.withLock {
      if state == "UP" || state == "UPDATE" {
        $0.insert(broker)
      } else {
        $0.remove(broker)
      }
    }
  }
}
