import CRdKafka

/// Owns a librdkafka client: makes it from the settings, and destroys it with its callbacks' context.
final class ClientHandle {
  enum Role { case consumer, producer }

  let pointer: OpaquePointer
  let context: ClientContext

  /// - Parameter fixed: what the client's own kind requires, over the settings.
  init(
    _ role: Role, _ settings: KafkaSettings, fixed: [(String, String)] = [], log: KafkaLog?
  ) throws(KafkaError) {
    let context = ClientContext(log: log)
    let configuration = try Self.configuration(role, settings, fixed)
    Self.installCallbacks(configuration, role, context)
    var reason = [CChar](repeating: 0, count: 512)
    let type = role == .consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER
    guard let pointer = rd_kafka_new(type, configuration, &reason, reason.count) else {
      rd_kafka_conf_destroy(configuration)
      throw .configuration("the Kafka client cannot start with these settings: \(Self.text(reason))")
    }
    self.pointer = pointer
    self.context = context
  }

  deinit { rd_kafka_destroy(pointer) }

  /// Throws what librdkafka calls fatal: a guarantee that it cannot keep any more.
  func checkFatal() throws(KafkaError) {
    guard let fatal = context.fatal else { return }
    throw fatal
  }

  private static func configuration(
    _ role: Role, _ settings: KafkaSettings, _ fixed: [(String, String)]
  ) throws(KafkaError) -> OpaquePointer {
    guard !settings.brokers.isEmpty else {
      throw .configuration("no brokers are given; name at least one as host:port")
    }
    let configuration = rd_kafka_conf_new()!
    do throws(KafkaError) {
      let defaults = role == .consumer ? KafkaSettings.consumerDefaults : KafkaSettings.producerDefaults
      for (name, value) in KafkaSettings.commonDefaults + defaults + fixed {
        try set(name, value, configuration)
      }
      try set("bootstrap.servers", settings.brokers, configuration)
      for (name, value) in settings.properties.sorted(by: { $0.key < $1.key }) {
        if let owner = KafkaSettings.reserved[name] {
          throw KafkaError.configuration("the Kafka property `\(name)` cannot be set: it follows from \(owner)")
        }
        try set(name, value, configuration)
      }
    } catch {
      rd_kafka_conf_destroy(configuration)
      throw error
    }
    return configuration
  }

  private static func set(_ name: String, _ value: String, _ configuration: OpaquePointer) throws(KafkaError) {
    var reason = [CChar](repeating: 0, count: 512)
    switch rd_kafka_conf_set(configuration, name, value, &reason, reason.count) {
    case RD_KAFKA_CONF_OK:
      return
    case RD_KAFKA_CONF_UNKNOWN:
      throw .configuration("librdkafka \(version) knows no property `\(name)`")
    default:
      throw .configuration("the Kafka property `\(name)` does not fit: \(text(reason))")
    }
  }

  static var version: String { String(cString: rd_kafka_version_str()) }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
