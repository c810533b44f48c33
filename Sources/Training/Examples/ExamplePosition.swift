import Records

/// Where an example stands: training sets are ordered by it, so that the same records make the same set in whatever
/// order the partitions were read.
package struct ExamplePosition: Hashable, Comparable, Sendable {
  package var eventTime: Timestamp
  package var partition: Int32
  package var offset: Int64

  package init(eventTime: Timestamp, partition: Int32, offset: Int64) {
    self.eventTime = eventTime
    self.partition = partition
    self.offset = offset
  }

  package static func < (left: ExamplePosition, right: ExamplePosition) -> Bool {
    (left.eventTime.milliseconds, left.partition, left.offset)
      < (right.eventTime.milliseconds, right.partition, right.offset)
  }

  package init(_ place: ModelCard.Place) {
    self.init(eventTime: place.time, partition: place.partition, offset: place.offset)
  }

  /// As cards and artifacts have it.
  package var place: ModelCard.Place { ModelCard.Place(time: eventTime, partition: partition, offset: offset) }
}
