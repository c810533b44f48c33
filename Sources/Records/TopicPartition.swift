/// One partition of one of the pipeline's topics. A position in it is the offset of the next record to read.
package struct TopicPartition: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  package var topic: Topic
  package var partition: Int32

  package init(_ topic: Topic, _ partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.topic.index, left.partition) < (right.topic.index, right.partition)
  }

  package var description: String { "\(topic.rawValue)[\(partition)]" }
}
