/// What the cluster says about a topic.
package struct TopicMetadata: Hashable, Sendable {
  package var name: String
  package var partitions: Int
  package var replicas: Int
}
