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

  @Test("a topic's name that no broker takes is an error that names it", .enabled(if: TestCluster.realBrokers != nil))
  func invalid() throws {
    let cluster = try TestCluster(.real)
    let topic = TopicSpecification(name: "no spaces", partitions: 1)
    #expect(throws: KafkaError.self) { _ = try KafkaAdmin(cluster.settings).createTopics([topic]) }
  }
}
