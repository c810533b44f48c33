/// A line of librdkafka's own log.
package struct KafkaLogLine: Sendable {
  /// As syslog counts: 0 is an emergency, 3 an error, 4 a warning, 5 a notice, 6 information, 7 debugging.
  package var level: Int
  /// librdkafka's name of the occurrence, such as `FAIL`.
  package var facility: String
  package var message: String
}

/// Takes librdkafka's log lines, on threads of librdkafka: it must return soon and must not call a client.
package typealias KafkaLog = @Sendable (KafkaLogLine) -> Void
