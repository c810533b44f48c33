import CRdKafka
import Kafka
import Service

/// The I/O floor: consumes the events and the labels, and produces one record of 70 bytes an event, computing nothing.
///
/// Straight on librdkafka, without our adapter, and with the same settings of the clients as the lanes have. One thread,
/// which owns the program; the two clients run threads of their own, as they do in a lane.
final class FloorProgram {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// The length of a record produced.
  static let byteCount = 70
  private static let batchCount = 1_024

  private let consumer: OpaquePointer
  private let producer: OpaquePointer
  private let queue: OpaquePointer
  private let output: OpaquePointer
  private let messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
  private(set) var eventCount = 0
  private(set) var labelCount = 0

  /// - Parameter bed: whose events and labels are read from where they begin.
  init(_ bed: BenchBed) throws {
    let kafka = bed.settings.kafka
    consumer = try Self.client(
      RD_KAFKA_CONSUMER, kafka, KafkaSettings.consumerDefaults + [("group.id", "freshet-bench-floor")])
    producer = try Self.client(
      RD_KAFKA_PRODUCER, kafka, KafkaSettings.producerDefaults + [KafkaSettings.endlessDelivery])
    rd_kafka_poll_set_consumer(consumer)
    queue = rd_kafka_queue_get_consumer(consumer)
    output = rd_kafka_topic_new(producer, bed.floorNames[.predictions], nil)
    messages = .allocate(capacity: Self.batchCount)
    messages.initialize(repeating: nil)
    let list = rd_kafka_topic_partition_list_new(Int32(2 * bed.partitions))
    defer { rd_kafka_topic_partition_list_destroy(list) }
    for topic in [bed.floorNames[.events], bed.floorNames[.labels]] {
      for partition in 0..<Int32(bed.partitions) {
        rd_kafka_topic_partition_list_add(list, topic, partition).pointee.offset = Int64(RD_KAFKA_OFFSET_BEGINNING)
      }
    }
    let code = rd_kafka_assign(consumer, list)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw Failure(description: "the floor cannot read: \(String(cString: rd_kafka_err2str(code)))")
    }
  }

  deinit {
    rd_kafka_queue_destroy(queue)
    rd_kafka_topic_destroy(output)
    rd_kafka_destroy(producer)
    rd_kafka_consumer_close(consumer)
    rd_kafka_destroy(consumer)
    messages.deallocate()
  }

  /// Runs until so many events and as many labels have come and all that was produced is delivered, or until the signal.
  func run(events wanted: Int, until stop: StopSignal) throws {
    while !stop.isRaised, eventCount < wanted || labelCount < wanted {
      let count = rd_kafka_consume_batch_queue(queue, 5, messages.baseAddress, Self.batchCount)
      for place in 0..<max(0, count) {
        try take(messages[place]!)
        rd_kafka_message_destroy(messages[place])
      }
      rd_kafka_poll(producer, 0)
    }
    rd_kafka_flush(producer, 60_000)
  }

  private func take(_ message: UnsafeMutablePointer<rd_kafka_message_t>) throws {
    guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    // An event's key names its card, a label's key its event.
    guard message.pointee.len >= Self.byteCount else {
      labelCount += 1
      return
    }
    eventCount += 1
    while rd_kafka_produce(
      output, Int32(RD_KAFKA_PARTITION_UA), Int32(RD_KAFKA_MSG_F_COPY), message.pointee.payload, Self.byteCount,
      message.pointee.key, message.pointee.key_len, nil) != 0
    {
      let code = rd_kafka_last_error()
      guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else {
        throw Failure(description: "the floor cannot write: \(String(cString: rd_kafka_err2str(code)))")
      }
      rd_kafka_poll(producer, 10)
    }
  }

  private static func client(
    _ type: rd_kafka_type_t, _ kafka: KafkaSettings, _ defaults: [(String, String)]
  ) throws -> OpaquePointer {
    let configuration = rd_kafka_conf_new()
    // It would speak of consumers' properties given to a producer, which are the user's own.
    rd_kafka_conf_set_log_cb(configuration) { _, _, _, _ in }
    let own = KafkaSettings.commonDefaults + defaults + [("bootstrap.servers", kafka.brokers)]
    for (name, value) in own + kafka.properties.map({ ($0.key, $0.value) }) {
      guard rd_kafka_conf_set(configuration, name, value, nil, 0) == RD_KAFKA_CONF_OK else {
        throw Failure(description: "the Kafka property `\(name)` does not fit")
      }
    }
    guard let client = rd_kafka_new(type, configuration, nil, 0) else {
      throw Failure(description: "the floor's Kafka client does not start")
    }
    return client
  }
}
