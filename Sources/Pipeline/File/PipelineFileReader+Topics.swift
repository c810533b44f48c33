import Records

extension PipelineFileReader {
  /// `topics: {events: my.topic}`
  mutating func readTopics(_ value: PipelineFileValue, pipeline: String?) -> [Topic: String] {
    let known = Topic.allCases.map(\.rawValue)
    guard let section = readSection(value, keys: known, remedy: "give topics by part: `{events: my.topic}`") else {
      return [:]
    }
    var overrides: [Topic: String] = [:]
    for (key, value) in section.entries {
      guard let topic = Topic(rawValue: key), let name = readTopicName(value) else { continue }
      guard topic != .config else {
        report(value, "cannot be named by the file that is read from it", "name it in the service's own settings")
        continue
      }
      overrides[topic] = name
    }
    reportSharedTopics(TopicNames(pipeline: pipeline ?? "", overrides: overrides), section)
    return overrides
  }

  private mutating func readTopicName(_ value: PipelineFileValue) -> String? {
    let remedy = "give a Kafka topic's name: at most 249 of letters, digits, '.', '_' and '-'"
    guard let name = readText(value, remedy: remedy) else { return nil }
    let isAllowed =
      name.utf8.count <= 249 && name != "." && name != ".."
      && name.unicodeScalars.allSatisfy { $0 == "." || Self.isNameScalar($0) }
    if !isAllowed { report(value, "'\(PipelineFileValue.clipped(name))' cannot name a topic", remedy) }
    return isAllowed ? name : nil
  }

  private mutating func reportSharedTopics(_ names: TopicNames, _ section: PipelineFileSection) {
    for (key, value) in section.entries {
      guard let topic = Topic(rawValue: key), names.overrides[topic] != nil else { continue }
      guard let other = Topic.allCases.first(where: { $0 != topic && names[$0] == names[topic] }) else { continue }
      report(value, "'\(names[topic])' is the \(other.rawValue) topic too", "give each part a topic of its own")
    }
  }

  /// `topic_creation: {partitions: 4, retention: {examples: 90d}}`
  mutating func readTopicCreation(_ value: PipelineFileValue) -> TopicCreationSettings {
    let keys = ["partitions", "replication", "retention", "retention_size"]
    let usual = TopicCreationSettings()
    guard let section = readSection(value, keys: keys, remedy: "give a table such as `{partitions: 4}`") else {
      return usual
    }
    let partitions = section["partitions"].flatMap { readWholeNumber($0, in: 1...10_000, of: "partitions") }
    let replication = section["replication"].flatMap { readWholeNumber($0, in: 1...100, of: "copies") }
    let longest = Quantity.longestDuration
    let retention = readByTopic(section["retention"], example: "examples: 90d") { reader, value in
      reader.readDuration(value, in: .seconds(60)...longest)
    }
    let size = readByTopic(section["retention_size"], example: "events: 10GiB") { reader, value in
      reader.readByteCount(value, in: (1 << 20)...(1 << 50))
    }
    return TopicCreationSettings(
      partitions: partitions ?? usual.partitions, replication: replication, retention: retention, retentionSize: size)
  }

  private mutating func readByTopic<Amount>(
    _ value: PipelineFileValue?, example: String,
    _ read: (inout PipelineFileReader, PipelineFileValue) -> Amount?
  ) -> [Topic: Amount] {
    guard let value else { return [:] }
    let kept = Topic.allCases.filter { !$0.isCompacted }
    guard
      let section = readSection(
        value, keys: Topic.allCases.map(\.rawValue), remedy: "give a table such as `{\(example)}`")
    else { return [:] }
    var amounts: [Topic: Amount] = [:]
    for (key, value) in section.entries {
      guard let topic = Topic(rawValue: key) else { continue }
      if topic.isCompacted {
        let remedy = "remove it; retention is for \(Self.either(kept.map(\.rawValue)))"
        report(value, "does not apply: the topic keeps the newest record of each key", remedy)
      } else {
        amounts[topic] = read(&self, value)
      }
    }
    return amounts
  }
}
