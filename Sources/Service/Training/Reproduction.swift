import Foundation
import Kafka
import Models
import Pipeline
import Records
import Registry

/// A version trained again from what its card says it came from: the offsets, the pipeline's file, the seed.
package struct Reproduction: Encodable, Sendable {
  package var version: ModelVersion
  package var digest: String
  package var reproducedDigest: String
  package var isIdentical: Bool
  /// Examples read.
  package var examples: Int
  /// Of the pipeline's file that it was trained again under.
  package var configurationDigest: String

  package enum CodingKeys: String, CodingKey {
    case version, digest
    case reproducedDigest = "reproduced_digest"
    case isIdentical = "identical"
    case examples
    case configurationDigest = "configuration_digest"
  }

  private static let readingTimeout = Duration.seconds(600)

  /// Why a version cannot be trained again.
  package enum Problem: Error, CustomStringConvertible {
    case noVersion(ModelVersion, known: [ModelVersion])
    case imported(ModelVersion)
    case noConfiguration(digest: String)

    package var description: String {
      switch self {
      case .noVersion(let version, let known):
        "version \(version) is not in the models topic; known are: "
          + (known.isEmpty ? "none" : known.map(\.description).joined(separator: ", "))
      case .imported(let version): "version \(version) was imported: it was not trained here"
      case .noConfiguration(let digest):
        "the pipeline's file of digest \(digest) is neither in the registry nor in freshet.config any more; name a copy "
          + "of it with --file"
      }
    }
  }

  /// - Parameters:
  ///   - file: the pipeline's file to train under; the recorded one when nil.
  ///   - seed: another than the recorded one.
  /// - Throws: `Problem`, or why the examples cannot be read: those that have expired are named.
  package static func run(
    _ version: ModelVersion, of current: PipelineDefinition, file: PipelineDefinition?, seed: UInt64?,
    settings: ServiceSettings
  ) throws -> Reproduction {
    let catalog = try ModelCatalog.read(settings: settings.kafka, names: current.topics)
    guard let card = catalog.cards[version] else {
      throw Problem.noVersion(version, known: catalog.cards.keys.sorted())
    }
    guard card.lineage.trigger != ModelCard.Lineage.importTrigger else { throw Problem.imported(version) }
    let definition = try file ?? recorded(card.lineage.configurationDigest, of: current, settings: settings)
    let trainer = Trainer(definition: definition, layout: try definition.featureProgram().layout)
    let (kafka, names) = (settings.kafka, current.topics)
    let held = try TopicReader(settings: kafka, names: names).held(.examples)
    let set = try ExampleReading.set(of: card.lineage.examples, held: held, for: trainer) { ranges, body in
      var places: [TopicPartition: ReadingStart] = [:]
      for range in ranges { places[TopicPartition(.examples, range.partition)] = .offset(range.from) }
      try TopicReader(settings: kafka, names: names, places: places).readToEnd(within: readingTimeout) { !body($0) }
    }.set
    var lineage = card.lineage
    lineage.configurationDigest = definition.configurationDigest
    let trained = try trainer.train(set, version: version, lineage: lineage, seed: seed ?? card.lineage.seed)
    let digest = Artifact.digest(of: trained.artifact)
    return Reproduction(
      version: version, digest: card.digest, reproducedDigest: digest, isIdentical: digest == card.digest,
      examples: set.count, configurationDigest: definition.configurationDigest)
  }

  /// The file in force, or the one of that digest in the registry or the configuration topic.
  private static func recorded(
    _ digest: String, of current: PipelineDefinition, settings: ServiceSettings
  ) throws -> PipelineDefinition {
    if current.configurationDigest == digest { return current }
    let view = try RegistryView(definition: current, settings: settings)
    guard let stored = try view.reader.configuration(of: current.name, digest: digest) else {
      throw Problem.noConfiguration(digest: digest)
    }
    return try PipelineFile.parse(text: stored.text, file: current.name).get()
  }
}
