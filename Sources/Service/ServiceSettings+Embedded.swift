import Kafka

extension ServiceSettings {
  /// Uses a broker of this process, with the properties that let its groups settle in seconds; a property that was set
  /// already stays.
  package mutating func use(_ broker: EmbeddedBroker) {
    brokers = broker.address
    kafkaProperties.merge(broker.settings.properties) { given, _ in given }
  }
}
