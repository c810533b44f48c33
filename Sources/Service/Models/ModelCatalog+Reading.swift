import Kafka
import Pipeline
import Records

extension ModelCatalog {
  /// What the models topic holds now, read from its beginning; empty where there is no such topic yet.
  static func read(
    settings: KafkaSettings, names: TopicNames, within limit: Duration = .seconds(120)
  ) throws -> ModelCatalog {
    var catalog = ModelCatalog()
    try TopicReader.existing([.models], settings: settings, names: names)?.readToEnd(within: limit) {
      catalog.apply($0)
      return true
    }
    return catalog
  }
}
