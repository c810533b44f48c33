/// One record of the commands topic: something that a trigger or a person asks of a pipeline.
package struct Command: Hashable, Sendable, Codable {
  package enum Kind: String, CaseIterable, Sendable, Codable {
    case retrain, approve, reject, promote, rollback, pin, unpin, pause, resume
  }

  /// The examples that a training must read.
  package struct Examples: Hashable, Sendable, Codable {
    /// Offsets of the examples topic; the training set is taken from these records alone.
    package var ranges: [OffsetRange]
    /// Of them, only the newest so many by (event time, partition, offset).
    package var newest: Int?
    /// Of them, only those whose event is not older: where the present concept began.
    package var since: Timestamp?

    package init(ranges: [OffsetRange], newest: Int? = nil, since: Timestamp? = nil) {
      self.ranges = ranges
      self.newest = newest
      self.since = since
    }
  }

  /// The same id twice is the same command.
  package var commandID: String
  package var pipeline: String
  package var command: Kind
  /// The trigger's name; `manual` for a person's.
  package var trigger: String?
  /// The episode that set the trigger off.
  package var alertID: String?
  /// The version that approve, reject, promote, rollback and pin speak of.
  package var version: ModelVersion?
  package var examples: Examples?
  package var reason: String?
  package var time: Timestamp

  package init(commandID: String, pipeline: String, command: Kind, time: Timestamp) {
    self.commandID = commandID
    self.pipeline = pipeline
    self.command = command
    self.time = time
  }

  package enum CodingKeys: String, CodingKey {
    case commandID = "command_id"
    case pipeline, command, trigger
    case alertID = "alert_id"
    case version, examples, reason, time
  }
}
