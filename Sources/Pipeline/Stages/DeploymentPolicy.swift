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
    var next = current
    switch command.command {
    case .promote, .approve:
      guard let version = command.version else {
        throw Refusal(description: "\(command.command.rawValue) needs a version, such as \"version\": 7")
      }
      try point(&next, to: version, catalog: catalog)
    case .rollback:
      guard let version = command.version ?? current.previous else {
        throw Refusal(description: "there is no version before \(current.live) to roll back to; name one")
      }
      try point(&next, to: version, catalog: catalog)
    case .pin:
      if let version = command.version { try point(&next, to: version, catalog: catalog) }
      next.isPinned = true
    case .unpin: next.isPinned = false
    case .pause, .resume: next.isPaused = command.command == .pause
    case .retrain, .reject:
      throw Refusal(description: "\(command.command.rawValue) does not change what is deployed")
    }
    next.sign(command.commandID, after: current)
    next.reason = command.reason ?? "\(command.command.rawValue) asked for"
    next.time = now
    return next
  }

  /// The pointer after an accepted candidate went live by itself.
  package static func deployment(of card: ModelCard, catalog: ModelCatalog, now: Timestamp) -> Deployment {
    var next = Deployment(
      live: card.version, previous: catalog.liveVersion, reason: card.verdict.reason, time: now)
    next.sign(card.lineage.commandID, after: catalog.deployment)
    next.isPaused = catalog.deployment?.isPaused ?? false
    return next
  }

  private static func point(
    _ deployment: inout Deployment, to version: ModelVersion, catalog: ModelCatalog
  ) throws(Refusal) {
    guard version == .prior || catalog.places(of: version) != nil else {
      let known = catalog.cards.keys.sorted().map(\.description).joined(separator: ", ")
      throw Refusal(
        description: "version \(version) is not in the models topic; known are: \(known.isEmpty ? "none" : known)")
    }
    if version != deployment.live { deployment.previous = deployment.live }
    deployment.live = version
  }
}
