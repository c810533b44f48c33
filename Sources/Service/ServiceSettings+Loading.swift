import Foundation
import Pipeline
import Yams

/// What is wrong with the service's own settings, and what would be right.
package struct ServiceSettingsError: Error, CustomStringConvertible {
  package var description: String
}

extension ServiceSettings {
  /// Properties that hold a secret: they are taken from the environment only, so that no file carries one.
  private static let secretProperties: Set<String> = [
    "sasl.password", "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config", "ssl.key.password", "ssl.key.pem",
    "ssl.keystore.password",
  ]

  private static let environmentPrefix = "FRESHET_KAFKA_"

  /// Reads `freshet.yaml`, where there is one, and then the environment, which wins. Flags are laid over the result.
  ///
  /// `FRESHET_BROKERS` and `FRESHET_DATA` name the brokers and the data folder, `FRESHET_SNAPSHOT_INTERVAL` is a duration; `FRESHET_KAFKA_SASL_PASSWORD` is
  /// librdkafka's `sasl.password`, and so on for each of its properties.
  ///
  /// - Throws: `ServiceSettingsError` with the file and line, when the file has a key that is not known.
  package static func load(
    file: String = "freshet.yaml", environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> ServiceSettings {
    var settings = ServiceSettings()
    if let text = try? String(contentsOfFile: file, encoding: .utf8) { try settings.apply(text, file: file) }
    try settings.apply(environment)
    return settings
  }

  /// Lays the file's settings over these.
  package mutating func apply(_ text: String, file: String) throws {
    guard let root = try compose(text, file: file) else { return }
    guard case .mapping(let mapping) = root else {
      throw ServiceSettingsError(description: "\(file):1: expected a mapping, such as brokers: localhost:9092")
    }
    for (key, value) in mapping {
      let line = key.mark?.line ?? 1
      switch key.string {
      case "brokers": brokers = try Self.text(value, key: "brokers", file: file, line: line)
      case "data": dataFolder = try Self.text(value, key: "data", file: file, line: line)
      case "snapshot_interval":
        try applySnapshotInterval(
          try Self.text(value, key: "snapshot_interval", file: file, line: line),
          of: "\(file):\(line): snapshot_interval")
      case "kafka": try applyKafka(value, file: file, line: line)
      default:
        throw ServiceSettingsError(
          description: "\(file):\(line): \(key.string ?? "?"): unknown setting; known are brokers, data, kafka, "
            + "snapshot_interval")
      }
    }
  }

  private func compose(_ text: String, file: String) throws -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch {
      throw ServiceSettingsError(description: "\(file): not YAML: \(error)")
    }
  }

  private mutating func applyKafka(_ node: Node, file: String, line: Int) throws {
    guard case .mapping(let mapping) = node else {
      throw ServiceSettingsError(
        description: "\(file):\(line): kafka: expected a mapping of librdkafka's properties, such as sasl.username: me")
    }
    for (key, value) in mapping {
      let name = key.string ?? ""
      if Self.secretProperties.contains(name) {
        let variable = Self.environmentPrefix + name.uppercased().replacing(".", with: "_")
        throw ServiceSettingsError(
          description: "\(file):\(key.mark?.line ?? line): kafka.\(name): a secret does not belong in a file; set "
            + "\(variable) in the environment instead")
      }
      kafkaProperties[name] = try Self.text(value, key: "kafka.\(name)", file: file, line: key.mark?.line ?? line)
    }
  }

  private mutating func applySnapshotInterval(_ text: String, of setting: String) throws {
    guard let interval = Quantity.duration(text) else {
      throw ServiceSettingsError(description: "\(setting): '\(text)' is no duration, such as 1m")
    }
    try setSnapshotInterval(interval, of: setting)
  }

  private static func text(_ node: Node, key: String, file: String, line: Int) throws -> String {
    guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
      throw ServiceSettingsError(description: "\(file):\(line): \(key): expected one value")
    }
    return scalar.string
  }

  /// Lays the environment's settings over these.
  ///
  /// - Throws: `ServiceSettingsError` where a value is none.
  package mutating func apply(_ environment: [String: String]) throws {
    if let brokers = environment["FRESHET_BROKERS"], !brokers.isEmpty { self.brokers = brokers }
    if let folder = environment["FRESHET_DATA"], !folder.isEmpty { dataFolder = folder }
    if let interval = environment["FRESHET_SNAPSHOT_INTERVAL"], !interval.isEmpty {
      try applySnapshotInterval(interval, of: "FRESHET_SNAPSHOT_INTERVAL")
    }
    for (name, value) in environment where name.hasPrefix(Self.environmentPrefix) {
      let property = name.dropFirst(Self.environmentPrefix.count).lowercased().replacing("_", with: ".")
      kafkaProperties[property] = value
    }
  }
}
