import Kafka
import Records
import Testing

@Suite("Topics of a cluster", .timeLimit(.minutes(1)))
struct AdminTests {
  @Test("topics are made once, and told apart from those that exist", arguments: TestCluster.available)
  func create(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    let events = TopicSpecification(name: cluster.names[.events], partitions: 3, retention: .seconds(3_600))
    let models = TopicSpecification(name: cluster.names[.models], partitions: 1, cleanup: .compact)
    let admin = try KafkaAdmin(cluster.settings)
    let create = { (topics: [TopicSpecification]) throws -> [String: TopicCreation] in
      if let broker = cluster.broker { return try KafkaAdmin.createTopics(topics, on: broker) }
      return try admin.createTopics(topics)
    }
    #expect(try create([events]) == [events.name: .created])
    #expect(try create([events, models]) == [events.name: .existing(partitions: 3), models.name: .created])
    let listed = try admin.topics().filter { $0.name == events.name || $0.name == models.name }
    #expect(listed.map(\.partitions) == [3, 1])
    #expect(try !admin.clusterID().isEmpty)
  }

  @Test("a broker that cannot make topics makes them by use, and the outcome says so")
  func byUse() throws {
    let cluster = try TestCluster(.embedded)
    let topic = TopicSpecification(name: cluster.names[.alerts], partitions: 1, cleanup: .compact)
    let admin = try KafkaAdmin(cluster.settings)
    #expect(try admin.createTopics([topic]) == [topic.name: .createdByUse(partitions: 4)])
    #expect(try admin.createTopics([topic]) == [topic.name: .existing(partitions: 4)])
  }

  @Test("a topic that the cluster cannot make is an error that names it", .enabled(if: TestCluster.realBrokers != nil))
  func impossible() throws {
    let cluster = try TestCluster(.real)
    let topic = TopicSpecification(name: cluster.names[.events], partitions: 1, replicas: 1_000)
    do {
      _ = try KafkaAdmin(cluster.settings).createTopics([topic])
      Issue.record("a topic of 1,000 replicas was made")
    } catch {
      #expect(error.kind == .refused && error.message.contains(topic.name), "\(error)")
    }
  }

  @Test(
    "what is larger than the topic takes is handed back before the cluster refuses it",
    .enabled(if: TestCluster.realBrokers != nil))
  func bounds() throws {
    let cluster = try TestCluster(.real)
    _ = try KafkaAdmin(cluster.settings).createTopics([
      TopicSpecification(name: cluster.names[.events], partitions: 1, properties: ["max.message.bytes": "10000"])
    ])
    let producer = try cluster.producer()
    try producer.learnBounds(of: [.events, .labels])
    var batch = RecordBatch()
    for size in [9_000, 9_999, 20_000, 5] {
      batch.append(
        topic: .events, key: "k", value: String(repeating: "x", count: size), timestamp: Timestamp(milliseconds: 1))
    }
    #expect(try producer.send(batch).map(\.record) == [1, 2])
    try producer.flush(timeout: .seconds(30))
    #expect(producer.delivered == 2)
  }

  @Test("topics are deleted, and those that are not there passed over", .enabled(if: TestCluster.realBrokers != nil))
  func delete() throws {
    let cluster = try TestCluster(.real)
    try cluster.create(.events, partitions: 1)
    let admin = try KafkaAdmin(cluster.settings)
    try admin.deleteTopics([cluster.names[.events], cluster.names[.labels]])
    var isGone = false
    let deadline = ContinuousClock.now + .seconds(30)
    while !isGone, ContinuousClock.now < deadline {
      isGone = try !admin.topics().contains { $0.name == cluster.names[.events] }
    }
    #expect(isGone)
  }
}
