/// The `delivery:` part of a pipeline file.
package enum DeliveryGuarantee: String, CaseIterable, Sendable {
  /// Offsets are committed after the delivery reports; after a crash an event may be answered twice.
  case atLeastOnce = "at-least-once"
  /// Outputs and offsets go out in one Kafka transaction.
  case exactlyOnce = "exactly-once"
}
