import GRDB
import Records

extension RecordFold {
  mutating func foldAlert(_ index: Int, of batch: RecordBatch, _ entry: RecordBatch.Entry) throws -> Bool {
    let alert = try batch.decode(Alert.self, index)
    try execute(
      """
      INSERT OR REPLACE INTO alert
        (pipeline, topic, partition, "offset", alert_id, kind, detector, subject, severity, state, model, message,
         time, record)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        alert.pipeline, topics[.alerts], entry.partition, entry.offset, alert.alertID, alert.kind.rawValue,
        alert.detector ?? "", alert.on ?? "", alert.severity.rawValue, alert.state.rawValue, alert.model?.number,
        alert.message, alert.time.milliseconds, batch.valueString(index),
      ])
    touch(.alerts, of: alert.pipeline)
    return true
  }

  /// The first record of a command's id counts: the same id twice is the same command.
  mutating func foldCommand(_ index: Int, of batch: RecordBatch, _ entry: RecordBatch.Entry) throws -> Bool {
    let command = try batch.decode(Command.self, index)
    try execute(
      """
      INSERT INTO command
        (pipeline, command_id, command, "trigger", alert_id, version, time, partition, "offset", record)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [
        command.pipeline, command.commandID, command.command.rawValue, command.trigger, command.alertID,
        command.version?.number, command.time.milliseconds, entry.partition, entry.offset, batch.valueString(index),
      ])
    touch(.commands, of: command.pipeline)
    return true
  }

  /// A pipeline's file, or a tombstone that withdraws it. A refused file is passed over: its alert tells of it.
  mutating func foldConfiguration(_ index: Int, of batch: RecordBatch, _ entry: RecordBatch.Entry) throws -> Bool {
    guard let pipeline = batch.keyString(index) else { return refuse(entry, "the key must be the pipeline's name") }
    let text = batch.valueString(index)
    var digest: String?
    if let text {
      digest = configurationDigest(text)
      guard digest != nil else { return pass() }
    }
    try execute(
      """
      INSERT OR REPLACE INTO configuration (pipeline, partition, "offset", digest, text, time)
      VALUES (?, ?, ?, ?, ?, ?)
      """, [pipeline, entry.partition, entry.offset, digest, text, entry.timestamp])
    touch(.configurations, of: pipeline)
    return true
  }
}
