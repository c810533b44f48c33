import Foundation
import Logging
import Pipeline
import Records

/// Writes a person's command to the commands topic.
package struct CommandSender {
  private let settings: ServiceSettings
  private let logger: Logger

  package init(settings: ServiceSettings, logger: Logger) {
    self.settings = settings
    self.logger = logger
  }

  /// - Returns: the command's id.
  /// - Throws: `PipelineLookup.Missing` when there is no such pipeline, or an error of the cluster.
  package func send(
    _ kind: Command.Kind, to pipeline: String, version: ModelVersion? = nil, reason: String?, now: Timestamp
  ) throws -> String {
    let definition = try PipelineLookup.definition(of: pipeline, settings: settings)
    var command = Command(
      commandID: "\(pipeline)-\(kind.rawValue)-\(UUID().uuidString.lowercased())", pipeline: pipeline, command: kind,
      time: now)
    command.trigger = "manual"
    command.version = version
    command.reason = reason
    var batch = RecordBatch()
    try batch.append(command)
    try Announcer(settings: settings.kafka, names: definition.topics, logger: logger).send(batch)
    return command.commandID
  }
}
