import Records
import Registry

/// All that a reader can ask of a pipeline, as one value to compare.
struct View: Equatable {
  var versions: [VersionSummary]
  var details: [VersionDetails]
  var deployments: [Deployment]
  var firing: [Alert]
  var alerts: [Alert]
  var commands: [Command]
  var configuration: StoredConfiguration?
  var retrainCount: Int
  var positions: [TopicPosition]

  init(_ reader: RegistryReader, pipeline: String = "fraud") throws {
    versions = try reader.versions(of: pipeline)
    details = []
    for summary in versions {
      if let whole = try reader.version(summary.version, of: pipeline) { details.append(whole) }
    }
    deployments = try reader.deployments(of: pipeline)
    firing = try reader.firingAlerts(of: pipeline)
    alerts = try reader.alerts(of: pipeline)
    commands = try reader.commands(of: pipeline)
    configuration = try reader.configuration(of: pipeline)
    retrainCount = try reader.retrainCount(of: pipeline)
    positions = try reader.positions()
  }
}

extension Registry {
  /// Applies a log for tests, cut into batches of `size`.
  @discardableResult
  func apply(_ log: TopicLog, batchesOf size: Int = .max) throws -> [Applied] {
    try log.batches(of: size).map {
      try apply($0, topics: log.topics, configurationDigest: Samples.configurationDigest)
    }
  }
}
