import CRdKafka
import Records

/// What librdkafka's callbacks of one client leave for its owner.
///
/// librdkafka calls back on the thread that polls, so everything mutable here belongs to the client's one thread. The
/// two callbacks that come on other threads (log lines, broker states) read the two constants only, both `Sendable`.
final class ClientContext {
  /// How many different troubles are remembered as reported before all are forgotten.
  static let rememberedTroubles = 64
  static let suspicionLength = Duration.seconds(1)

  let log: KafkaLog?
  let watch = BrokerWatch()

  /// What has happened since it was last collected, in order.
  var events: [KafkaEvent] = []
  /// Why librdkafka's guarantees are broken, once they are.
  var fatal: KafkaError?
  /// Rebalances that were announced and not yet carried out, in order.
  var rebalances: [Rebalance] = []
  /// How many of them the owner has not seen yet.
  var announced = 0
  /// Set while the client closes: a rebalance is then carried out at once, since nobody polls any more.
  var isClosing = false
  /// Set while a callback must end the wait for a record.
  var endsWait = false
  var ledger = DeliveryLedger()

  private var isDown = false
  /// librdkafka has said that all brokers are down. It says so a moment before it marks the last of them, and the owner
  /// may hear of it after one is back, so the watch decides; a moment that has passed is forgotten.
  private var suspicion: (reason: String, until: ContinuousClock.Instant)?
  private var lastTransportFailure: String?
  private var reported: Set<KafkaError> = []

  init(log: KafkaLog?) { self.log = log }

  static func of(_ opaque: UnsafeMutableRawPointer) -> ClientContext {
    Unmanaged<ClientContext>.fromOpaque(opaque).takeUnretainedValue()
  }

  /// The error callback.
  func report(_ code: rd_kafka_resp_err_t, reason: String, of client: OpaquePointer) {
    switch code {
    case RD_KAFKA_RESP_ERR__FATAL:
      var text = [CChar](repeating: 0, count: 1)
      var error = KafkaError(rd_kafka_fatal_error(client, &text, text.count), "the client cannot go on", reason: reason)
      error.kind = .fatal
      fatal = error
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
      if !isDown { suspicion = (reason: reason, until: .now + Self.suspicionLength) }
    case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__TIMED_OUT:
      lastTransportFailure = reason
    default:
      report(KafkaError(code, "client", reason: reason))
    }
  }

  /// Reports a trouble once; librdkafka repeats it as long as it lasts.
  func report(_ trouble: KafkaError) {
    if reported.count >= Self.rememberedTroubles { reported.removeAll() }
    guard reported.insert(trouble).inserted else { return }
    events.append(.trouble(trouble))
  }

  /// Compares what librdkafka has said with what the watch sees, and notes a change of state.
  func checkConnection() {
    if isDown {
      guard watch.isConnected else { return }
      isDown = false
      lastTransportFailure = nil
      events.append(.brokersUp)
    } else if let suspected = suspicion {
      if !watch.isConnected {
        suspicion = nil
        isDown = true
        events.append(.brokersDown(lastTransportFailure ?? suspected.reason))
      } else if ContinuousClock.now > suspected.until {
        suspicion = nil
      }
    }
  }

  /// Takes the events that have gathered.
  func collect() -> [KafkaEvent] {
    guard !events.isEmpty else { return [] }
    defer { events.removeAll(keepingCapacity: true) }
    return events
  }
}
