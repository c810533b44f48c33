import Kafka
import Models
import Pipeline
import Records

/// Reads a version's artifact out of the models topic, checks it, and makes it ready to answer.
struct ModelLoader {
  /// Why a version cannot be served.
  enum Refusal: Error, CustomStringConvertible {
    case incomplete(ModelVersion)
    case otherLayout(ModelVersion, difference: String)

    var description: String {
      switch self {
      case .incomplete(let version):
        "version \(version): its card or a part of its artifact is missing from the models topic; train or promote another"
      case .otherLayout(let version, let difference):
        "version \(version) was trained on other features than the pipeline computes now (\(difference)); retrain, or "
          + "restore the features it was trained on"
      }
    }
  }

  let settings: KafkaSettings
  let names: TopicNames
  /// What the pipeline computes.
  let layout: FeatureLayout

  /// The artifact's bytes, checked against the digest of its card.
  func artifactBytes(_ version: ModelVersion, in catalog: ModelCatalog) throws -> [UInt8] {
    guard let card = catalog.cards[version], let places = catalog.places(of: version) else {
      throw Refusal.incomplete(version)
    }
    return try ArtifactParts.joined(try read(places), digest: card.digest)
  }

  /// - Throws: `Refusal`, or an `ArtifactError` with the reason why the bytes are not a model.
  func load(_ version: ModelVersion, in catalog: ModelCatalog) throws -> Model {
    let model = Model(try Artifact(decoding: try artifactBytes(version, in: catalog)))
    guard model.layout.hash == layout.hash else {
      throw Refusal.otherLayout(version, difference: layout.difference(from: model.layout))
    }
    return model
  }

  private func read(_ places: [ModelCatalog.PartPlace]) throws -> [[UInt8]?] {
    var first: [TopicPartition: ReadingStart] = [:]
    for (partition, group) in Dictionary(grouping: places, by: \.partition) {
      first[TopicPartition(.models, partition)] = .offset(group.map(\.offset).min() ?? 0)
    }
    var wanted = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
    var parts: [[UInt8]?] = Array(repeating: nil, count: places.count)
    try TopicReader(settings: settings, names: names, places: first).readToEnd { batch in
      for (index, entry) in batch.entries.enumerated() {
        let place = ModelCatalog.PartPlace(partition: entry.partition, offset: entry.offset)
        guard let part = wanted.removeValue(forKey: place) else { continue }
        parts[part] = batch.withValue(index) { $0.map { Array($0) } }
      }
      return !wanted.isEmpty
    }
    return parts
  }
}
