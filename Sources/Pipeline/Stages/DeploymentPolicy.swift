import Records

/// Which pointer a command or a verdict asks for. Pure: the caller writes the record.
package enum DeploymentPolicy {
  /// Why a command cannot be carried out, as a sentence for a person.
  package struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String

    package init(description: String) { self.description = description }
  }

  /// The pointer after a person's command.
  ///
  /// - Throws: `Refusal` when the version is not known, or there is none to go back to.
  package static func deployment(
    after command: Command, catalog: ModelCatalog, now: Timestamp
  ) throws(Refusal) -> Deployment {
    let current =
      catalog.deployment ?? Deployment(live: .prior, reason: "nothing has been deployed yet", time: now)
    switch command.command {
    case .promote, .approve:
      guard let version = command.version else {
        throw Refusal(description: "\(command.command.rawValue) needs a version, such as \"version\": 7")
      }
      return try point(to: version, from: current, command: command, catalog: catalog, now: now)
    case .rollback:
      guard let version = command.version ?? current.previous else {
        throw Refusal(description: "there is no version before \(current.live) to roll back to; name one")
      }
      return try point(to: version, from: current, command: command, catalog: catalog, now: now)
    case .pin:
      var next = current
      if let version = command.version {
        next = try point(to: version, from: current, command: command, catalog: catalog, now: now)
      }
      next.isPinned = true
      return stamped(next, by: command, now: now)
    case .unpin:
      var next = current
      next.isPinned = false
      return stamped(next, by: command, now: now)
    case .pause, .resume:
      var next = current
      next.isPaused = command.command == .pause
      return stamped(next, by: command, now: now)
    case .retrain, .reject:
      throw Refusal(description: "\(command.command.rawValue) does not change what is deployed")
    }
  }

  /// The pointer after an accepted candidate went live by itself.
  package static func deployment(of card: ModelCard, catalog: ModelCatalog, now: Timestamp) -> Deployment {
    var next = Deployment(
      live: card.version, previous: catalog.liveVersion, isPinned: false, commandID: card.lineage.commandID,
      reason: card.verdict.reason, time: now)
    next.isPaused = catalog.deployment?.isPaused ?? false
    return next
  }

  private static func point(
    to version: ModelVersion, from current: Deployment, command: Command, catalog: ModelCatalog, now: Timestamp
  ) throws(Refusal) -> Deployment {
    guard version == .prior || catalog.places(of: version) != nil else {
      let known = catalog.cards.keys.sorted().map(\.description).joined(separator: ", ")
      throw Refusal(
        description: "version \(version) is not in the models topic; known are: \(known.isEmpty ? "none" : known)")
    }
    var next = current
    if version != current.live { next.previous = current.live }
    next.live = version
    return stamped(next, by: command, now: now)
  }

  private static func stamped(_ deployment: Deployment, by command: Command, now: Timestamp) -> Deployment {
    var next = deployment
    next.commandID = command.commandID
    next.reason = command.reason ?? "\(command.command.rawValue) asked for"
    next.time = now
    return next
  }
}
