/// What is known of a training that came to no version: the record `failed/<trigger>` of the models topic.
///
/// Of each trigger the newest is kept, so that whoever asked knows that no version will come.
package struct TrainingFailure: Hashable, Sendable, Codable {
  package var commandID: String
  package var trigger: String
  /// One sentence for a person.
  package var reason: String
  package var time: Timestamp

  package init(commandID: String, trigger: String, reason: String, time: Timestamp) {
    self.commandID = commandID
    self.trigger = trigger
    self.reason = reason
    self.time = time
  }

  package enum CodingKeys: String, CodingKey {
    case commandID = "command_id"
    case trigger, reason, time
  }
}
