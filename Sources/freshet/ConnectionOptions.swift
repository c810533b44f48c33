import ArgumentParser
import Foundation
import Service

/// The options of every command that talks to a cluster.
struct ConnectionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Brokers, comma-separated (or FRESHET_BROKERS).", valueName: "host:port"))
  var brokers: String?

  @Option(
    name: [.customLong("property"), .customShort("X")],
    help: ArgumentHelp("A librdkafka property, such as security.protocol=ssl; may be repeated.", valueName: "key=value")
  )
  var properties: [String] = []

  @Option(help: ArgumentHelp("The folder of the registry (or FRESHET_DATA).", valueName: "folder"))
  var data: String?

  /// The settings from `freshet.yaml`, the environment and these flags, the last one winning.
  func settings() throws -> ServiceSettings {
    var settings: ServiceSettings
    do {
      settings = try ServiceSettings.load()
    } catch {
      throw Failure.configuration("\(error)")
    }
    if let brokers { settings.brokers = brokers }
    if let data { settings.dataFolder = data }
    for property in properties {
      let pieces = property.split(separator: "=", maxSplits: 1).map(String.init)
      guard pieces.count == 2 else {
        throw ValidationError("--property \(property): expected key=value, such as security.protocol=ssl")
      }
      settings.kafkaProperties[pieces[0]] = pieces[1]
    }
    return settings
  }

  /// The settings, which must name a cluster and fit librdkafka; the cluster need not answer yet.
  func clusterSettings() throws -> ServiceSettings {
    let settings = try settings()
    guard settings.brokers != nil else {
      throw ValidationError("no cluster named: give --brokers host:port, or set FRESHET_BROKERS")
    }
    do {
      try ClusterSetup.check(settings)
    } catch {
      throw Failure.configuration("\(error)")
    }
    return settings
  }

  /// The settings of a cluster that answers: for commands that do one thing and end.
  func reachedSettings() throws -> ServiceSettings {
    let settings = try clusterSettings()
    do {
      try ClusterSetup.reach(settings, within: Self.patience)
    } catch {
      throw Failure.work(
        "no broker answers at \(settings.brokers ?? "") within \(Int(Self.patience / .seconds(1))) s: \(error)")
    }
    return settings
  }

  private static let patience = Duration.seconds(10)
}
