import CRdKafka
import Glibc
import Pipeline
import Records

/// Owns a librdkafka list of topics, partitions and offsets.
final class PartitionList {
  let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  init(capacity: Int) {
    pointer = rd_kafka_topic_partition_list_new(Int32(capacity))
  }

  init(copying list: UnsafePointer<rd_kafka_topic_partition_list_t>) {
    pointer = rd_kafka_topic_partition_list_copy(list)
  }

  init(taking list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) {
    pointer = list
  }

  convenience init(_ partitions: some Collection<TopicPartition>, _ names: TopicNames) {
    self.init(capacity: partitions.count)
    for partition in partitions { add(names[partition.topic], partition.partition) }
  }

  /// - Parameter note: what to keep beside each offset; none when it is empty.
  convenience init(_ offsets: [TopicPartition: Int64], note: String = "", _ names: TopicNames) {
    self.init(capacity: offsets.count)
    for (partition, offset) in offsets {
      add(names[partition.topic], partition.partition, offset: offset)
      if !note.isEmpty { keep(note, in: elements.count - 1) }
    }
  }

  /// librdkafka frees an element's note with the list.
  private func keep(_ note: String, in element: Int) {
    let bytes = Array(note.utf8)
    let copy = malloc(bytes.count)!
    bytes.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress!, byteCount: bytes.count) }
    elements[element].metadata = copy
    elements[element].metadata_size = bytes.count
  }

  deinit { rd_kafka_topic_partition_list_destroy(pointer) }

  func add(_ topic: String, _ partition: Int32, offset: Int64 = Int64(RD_KAFKA_OFFSET_INVALID)) {
    rd_kafka_topic_partition_list_add(pointer, topic, partition).pointee.offset = offset
  }

  var elements: UnsafeMutableBufferPointer<rd_kafka_topic_partition_t> {
    UnsafeMutableBufferPointer(start: pointer.pointee.elems, count: Int(pointer.pointee.cnt))
  }

  /// The partitions of the pipeline's topics; others are left out.
  func partitions(_ names: TopicNames) -> [TopicPartition] {
    elements.compactMap { element in
      names.topic(named: String(cString: element.topic)).map { TopicPartition($0, element.partition) }
    }
  }

  /// The partitions with a concrete offset.
  func offsets(_ names: TopicNames) -> [TopicPartition: Int64] {
    var offsets: [TopicPartition: Int64] = [:]
    for element in elements where element.offset >= 0 {
      guard let topic = names.topic(named: String(cString: element.topic)) else { continue }
      offsets[TopicPartition(topic, element.partition)] = element.offset
    }
    return offsets
  }

  /// The partitions with a concrete offset, and the notes beside the offsets.
  func commits(_ names: TopicNames) -> [TopicPartition: GroupCommit] {
    var commits: [TopicPartition: GroupCommit] = [:]
    for element in elements where element.offset >= 0 {
      guard let topic = names.topic(named: String(cString: element.topic)) else { continue }
      let note = UnsafeRawBufferPointer(start: element.metadata, count: element.metadata_size)
      commits[TopicPartition(topic, element.partition)] = GroupCommit(
        offset: element.offset, note: String(decoding: note, as: UTF8.self))
    }
    return commits
  }

  /// The first partition that failed.
  func failure(_ attempt: String) -> KafkaError? {
    for element in elements where element.err != RD_KAFKA_RESP_ERR_NO_ERROR {
      return KafkaError(element.err, "\(attempt) (\(String(cString: element.topic))[\(element.partition)])")
    }
    return nil
  }
}
