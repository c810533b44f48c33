/// An operating error of the cluster or of the client's configuration.
package struct KafkaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What the caller can do about it.
  package enum Kind: String, Hashable, Sendable {
    /// A property that librdkafka does not know or whose value does not fit: correct the settings.
    case configuration
    /// The same call may succeed later.
    case retriable
    /// The open transaction must be aborted; its records and offsets can then be sent again.
    case abortable
    /// The client is of no use any more (a fenced producer, a broken guarantee): make another.
    case fatal
    /// Refused, and a repetition would be refused as well.
    case refused
  }

  package var kind: Kind
  /// librdkafka's code: positive codes are the broker's, negative ones the client's.
  package var code: Int32
  /// librdkafka's name of the code, such as `UNKNOWN_TOPIC_OR_PART`.
  package var name: String
  /// What was tried, and why it failed.
  package var message: String

  package init(kind: Kind, code: Int32, name: String, message: String) {
    self.kind = kind
    self.code = code
    self.name = name
    self.message = message
  }

  package var description: String { "\(message) (\(name), \(kind.rawValue))" }

  /// Whether the cluster has no topic or partition of that name.
  package var isUnknownTopic: Bool { name == "UNKNOWN_TOPIC_OR_PART" || name == "_UNKNOWN_TOPIC" }
}
