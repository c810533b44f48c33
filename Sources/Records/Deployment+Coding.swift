extension Deployment {
  package enum CodingKeys: String, CodingKey {
    case live, previous, canary
    case canaryShare = "canary_share"
    case shadow
    case isPinned = "pinned"
    case isPaused = "paused"
    case commandID = "command_id"
    case carriedOut = "carried_out"
    case reason, time
  }

  /// Reads pointers without `carried_out` as well: a person's, and those of services that kept no list.
  package init(from decoder: any Decoder) throws {
    let record = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      live: try record.decode(ModelVersion.self, forKey: .live),
      previous: try record.decodeIfPresent(ModelVersion.self, forKey: .previous),
      isPinned: try record.decode(Bool.self, forKey: .isPinned),
      commandID: try record.decodeIfPresent(String.self, forKey: .commandID),
      carriedOut: try record.decodeIfPresent([CarriedOut].self, forKey: .carriedOut) ?? [],
      reason: try record.decode(String.self, forKey: .reason),
      time: try record.decode(Timestamp.self, forKey: .time))
    canary = try record.decodeIfPresent(ModelVersion.self, forKey: .canary)
    canaryShare = try record.decodeIfPresent(Double.self, forKey: .canaryShare)
    shadow = try record.decodeIfPresent(ModelVersion.self, forKey: .shadow)
    isPaused = try record.decode(Bool.self, forKey: .isPaused)
  }
}
