/// The record `live` of the models topic: which versions answer. Rolling back is writing it.
package struct Deployment: Hashable, Sendable, Codable {
  package var live: ModelVersion
  package var previous: ModelVersion?
  /// A version that answers a share of the events, and the share in 0...1.
  package var canary: ModelVersion?
  package var canaryShare: Double?
  /// A version that scores beside the live one without answering.
  package var shadow: ModelVersion?
  /// A pinned deployment is not changed by a retraining.
  package var isPinned: Bool
  /// While paused, triggers set off no training; a person still can.
  package var isPaused: Bool
  /// The command that asked for it.
  package var commandID: String?
  package var reason: String
  package var time: Timestamp

  package init(
    live: ModelVersion, previous: ModelVersion? = nil, isPinned: Bool = false, commandID: String? = nil, reason: String,
    time: Timestamp
  ) {
    self.live = live
    self.previous = previous
    self.isPinned = isPinned
    isPaused = false
    self.commandID = commandID
    self.reason = reason
    self.time = time
  }

  package enum CodingKeys: String, CodingKey {
    case live, previous, canary
    case canaryShare = "canary_share"
    case shadow
    case isPinned = "pinned"
    case isPaused = "paused"
    case commandID = "command_id"
    case reason, time
  }
}
