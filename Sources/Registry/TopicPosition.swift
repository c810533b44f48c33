/// How far the registry has read a partition.
package struct TopicPosition: Hashable, Sendable {
  /// The Kafka topic's name.
  package var topic: String
  package var partition: Int32
  /// The offset of the first record that it has not seen.
  package var nextOffset: Int64

  package init(topic: String, partition: Int32, nextOffset: Int64) {
    self.topic = topic
    self.partition = partition
    self.nextOffset = nextOffset
  }
}
