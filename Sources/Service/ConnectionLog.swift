import Kafka
import Logging
import Synchronization

/// Says once that the brokers are lost and once that they are back, however many of the service's clients notice.
package final class ConnectionLog: Sendable {
  /// The clients that have lost their brokers and have not heard of one since.
  private let lost = Mutex<Set<String>>([])
  private let logger: Logger

  package init(logger: Logger) { self.logger = logger }

  /// Whether some client is without a broker now.
  var isDown: Bool { lost.withLock { !$0.isEmpty } }

  /// How loudly to speak of a failure: one that follows from the loss of the brokers, which has been said, is no error.
  var failureLevel: Logger.Level { isDown ? .info : .error }

  /// Takes what happened to a client's connection. A client that was made anew goes on under the old one's name.
  func note(_ events: [KafkaEvent], of client: String) {
    for event in events {
      switch event {
      case .brokersDown(let reason): noteLoss(of: client, reason: reason)
      // A group and a partition's end are heard of from a broker.
      case .brokersUp, .assigned, .endReached: noteReturn(of: client)
      case .trouble(let error):
        logger.warning("Kafka", metadata: ["client": "\(client)", "trouble": "\(error)"])
      case .revoked, .lost: break
      }
    }
  }

  private func noteLoss(of client: String, reason: String) {
    let isFirst = lost.withLock { lost in
      defer { lost.insert(client) }
      return lost.isEmpty
    }
    guard isFirst else { return }
    logger.warning("No broker answers; trying again until one does", metadata: ["reason": "\(reason)"])
  }

  private func noteReturn(of client: String) {
    let isLast = lost.withLock { lost in
      lost.remove(client) != nil && lost.isEmpty
    }
    if isLast { logger.notice("A broker answers again") }
  }
}
