import GRDB
import Records

extension RecordFold {
  /// A record of the models topic: a card, the pointer, or what stays in the topic: a part of an artifact, and a failure,
  /// which its alert tells of.
  mutating func foldModel(_ index: Int, of batch: RecordBatch, _ entry: RecordBatch.Entry) throws -> Bool {
    guard let text = batch.keyString(index), let key = ModelKey(text) else {
      return refuse(entry, "the key is none of live, model/<version>, model/<version>/<part> and failed/<trigger>")
    }
    let isTombstone = batch.valueRange(index) == nil
    switch key {
    case .part, .failure:
      return pass()
    case .card(let version):
      if isTombstone {
        try execute(
          "DELETE FROM model_version WHERE pipeline = ? AND version = ?", [topics.pipeline, version.number])
      } else {
        try save(batch.decode(ModelCard.self, index), record: batch.valueString(index))
      }
    case .live:
      guard !isTombstone else { return refuse(entry, "the pointer has no value: write a deployment of version 0") }
      try save(batch.decode(Deployment.self, index), at: entry, record: batch.valueString(index))
    }
    return true
  }

  private mutating func save(_ card: ModelCard, record: String?) throws {
    try execute(
      """
      INSERT INTO model_version
        (pipeline, version, algorithm, task, digest, bytes, parts, layout, configuration_digest, created, record)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET
        algorithm = excluded.algorithm, task = excluded.task, digest = excluded.digest, bytes = excluded.bytes,
        parts = excluded.parts, layout = excluded.layout, configuration_digest = excluded.configuration_digest,
        created = excluded.created, record = excluded.record
      """,
      [
        topics.pipeline, card.version.number, card.algorithm, card.task.rawValue, card.digest, card.byteCount,
        card.partCount, card.layout, card.lineage.configurationDigest, card.created.milliseconds, record,
      ])
    try saveRun(of: card)
    touch(.versions, of: topics.pipeline)
  }

  private func saveRun(of card: ModelCard) throws {
    let lineage = card.lineage
    let verdict = card.verdict
    try execute(
      """
      INSERT OR REPLACE INTO training_run
        (pipeline, version, parent, command_id, "trigger", alert_id, training_rows, holdout_rows, seconds, accepted,
         metric, candidate, live, margin, reason)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        topics.pipeline, card.version.number, lineage.parent.number, lineage.commandID, lineage.trigger,
        lineage.alertID, lineage.trainingRows, lineage.holdoutRows, card.trainingSeconds, verdict.accepted,
        verdict.metric, verdict.candidate, verdict.live, verdict.margin, verdict.reason,
      ])
  }

  private mutating func save(_ deployment: Deployment, at entry: RecordBatch.Entry, record: String?) throws {
    try execute(
      """
      INSERT OR REPLACE INTO deployment
        (pipeline, partition, "offset", live, previous, canary, shadow, pinned, command_id, reason, time, record)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        topics.pipeline, entry.partition, entry.offset, deployment.live.number, deployment.previous?.number,
        deployment.canary?.number, deployment.shadow?.number, deployment.isPinned, deployment.commandID,
        deployment.reason, deployment.time.milliseconds, record,
      ])
    touch(.deployments, of: topics.pipeline)
  }
}
