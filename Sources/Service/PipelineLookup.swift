import Kafka
import Pipeline
import Records

/// Finds a pipeline by its name on a cluster, for the commands that name one.
package enum PipelineLookup {
  /// There is no such pipeline on the cluster.
  package struct Missing: Error, CustomStringConvertible {
    package var pipeline: String
    package var known: [String]

    package var description: String {
      let others = known.isEmpty ? "none is" : "these are: \(known.joined(separator: ", "))"
      return "pipeline \(pipeline) is not in freshet.config (\(others)); `freshet apply` puts it there"
    }
  }

  /// The pipeline's file in force: the newest in `freshet.config` that is valid.
  package static func definition(of pipeline: String, settings: ServiceSettings) throws -> PipelineDefinition {
    var newest: [String: PipelineDefinition] = [:]
    do {
      let reader = try TopicReader(
        settings: settings.kafka, names: TopicNames(pipeline: "freshet"), topics: [.config])
      try reader.readToEnd { batch in
        for index in 0..<batch.count { take(index, of: batch, into: &newest) }
        return true
      }
    } catch let error as KafkaError where error.isUnknownTopic {
      throw Missing(pipeline: pipeline, known: [])
    }
    guard let found = newest[pipeline] else { throw Missing(pipeline: pipeline, known: newest.keys.sorted()) }
    return found
  }

  private static func take(_ index: Int, of batch: RecordBatch, into newest: inout [String: PipelineDefinition]) {
    guard let name = batch.keyString(index) else { return }
    guard let text = batch.valueString(index) else {
      newest[name] = nil
      return
    }
    if case .success(let definition) = PipelineFile.parse(text: text, file: name) { newest[name] = definition }
  }
}
