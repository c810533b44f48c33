/// The record `live` of the models topic: which versions answer. Rolling back is writing it.
package struct Deployment: Hashable, Sendable, Codable {
  /// A command that moved the pointer, and where to.
  package struct CarriedOut: Hashable, Sendable, Codable {
    package var commandID: String
    /// The version that answered from then on.
    package var live: ModelVersion

    package enum CodingKeys: String, CodingKey {
      case commandID = "command_id"
      case live
    }
  }

  /// How many commands a pointer remembers.
  package static let maximumCarriedOutCount = 32

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
  /// The newest commands that moved the pointer, this one's last: a command that comes again is recognised by whoever
  /// reads it, whatever came between.
  package private(set) var carriedOut: [CarriedOut]
  package var reason: String
  package var time: Timestamp

  package init(
    live: ModelVersion, previous: ModelVersion? = nil, isPinned: Bool = false, commandID: String? = nil,
    carriedOut: [CarriedOut] = [], reason: String, time: Timestamp
  ) {
    self.live = live
    self.previous = previous
    self.isPinned = isPinned
    isPaused = false
    self.commandID = commandID
    self.carriedOut = carriedOut
    self.reason = reason
    self.time = time
  }

  /// Whether the pointer has been moved by this command; what lies further back than it remembers is not known.
  package func hasCarriedOut(_ commandID: String) -> Bool {
    commandID == self.commandID || carriedOut.contains { $0.commandID == commandID }
  }

  /// Names the command that asks for this pointer in place of `former`.
  package mutating func sign(_ commandID: String, after former: Deployment?) {
    carriedOut = former?.carriedOut ?? []
    // A pointer that was written by hand, or by a service that kept no list.
    if let former, let id = former.commandID, carriedOut.last?.commandID != id {
      carriedOut.append(CarriedOut(commandID: id, live: former.live))
    }
    carriedOut.append(CarriedOut(commandID: commandID, live: live))
    carriedOut.removeFirst(max(0, carriedOut.count - Self.maximumCarriedOutCount))
    self.commandID = commandID
  }
}
