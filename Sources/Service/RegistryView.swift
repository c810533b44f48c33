import Foundation
import Kafka
import Pipeline
import Records
import Registry

/// The registry of a pipeline for the command line: the service's own file where it belongs to this cluster, and
/// otherwise a view built from the topics for the occasion.
package final class RegistryView {
  package let reader: RegistryReader
  /// Whether the running service keeps the file, so that its status can be read from it.
  package let isService: Bool
  private let temporaryFolder: String?

  package init(definition: PipelineDefinition, settings: ServiceSettings) throws {
    let cluster = try KafkaAdmin(settings.kafka).clusterID()
    let path = "\(settings.dataFolder)/\(Registry.fileName)"
    if FileManager.default.fileExists(atPath: path), let reader = try? RegistryReader(path: path),
      (try? reader.cluster()) == cluster
    {
      self.reader = reader
      isService = true
      temporaryFolder = nil
      return
    }
    let folder = NSTemporaryDirectory() + "/freshet-view-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    temporaryFolder = folder
    isService = false
    let registry = try Registry.open(path: "\(folder)/\(Registry.fileName)", cluster: cluster).registry
    reader = registry.reader
    let topics = try TopicReader.existing(
      [.config, .commands, .models, .alerts], settings: settings.kafka, names: definition.topics)
    try topics?.readToEnd { batch in
      _ = try registry.apply(batch, topics: definition.topics) { text in
        try? PipelineFile.parse(text: text, file: "").get().configurationDigest
      }
      return true
    }
  }

  deinit {
    if let temporaryFolder { try? FileManager.default.removeItem(atPath: temporaryFolder) }
  }
}
