import Features
import Records

/// Drives one stage on a log: poll, step, send, and in intervals flush and commit.
///
/// Offsets are committed after the delivery reports of everything that was made of the records before them
/// (at-least-once), or in one transaction with it (exactly-once). After an error that leaves a delivery unknown the
/// lane starts over from the committed offsets, its state refilled from the log.
///
/// A stage that must be alone in its pipeline stands by until it is the active one.
///
/// ```
/// standing by ──▶ running ──▶ stopped
///    ▲               │ error, or another is active
///    └──── waiting ◀─┘
/// ```
///
/// A lane belongs to the one thread that takes its turns; what it decides is here, what it decides about is its site's.
package final class Lane<Stage: LaneStage, Site: LaneSite> {
  private let definition: PipelineDefinition
  private let program: FeatureProgram
  private let site: Site
  private let onStatus: (Stage.Status) -> Void
  private var backoff = Backoff()
  private var leadership: Leadership<Site.Consumer>?
  private var session: LaneSession<Stage, Site>?

  /// How long one standing by waits for the seat in a turn.
  private static var standbyTimeout: Duration { .milliseconds(200) }

  package init(
    definition: PipelineDefinition, program: FeatureProgram, site: Site,
    onStatus: @escaping (Stage.Status) -> Void = { _ in }
  ) {
    self.definition = definition
    self.program = program
    self.site = site
    self.onStatus = onStatus
  }

  /// Takes one turn: a poll and what follows from it.
  ///
  /// - Returns: how long to wait before the next; zero unless the lane starts over.
  package func turn() -> Duration {
    do {
      try attempt()
      return .zero
    } catch {
      startOver(error)
      return backoff.next()
    }
  }

  /// Commits what was begun and leaves the groups; the last turn has been taken.
  package func finish() {
    do {
      try session?.finish()
      session = nil
      leadership = nil
    } catch {
      startOver(error)
    }
  }

  private func attempt() throws {
    guard try isActive() else {
      try session?.finish()
      session = nil
      return
    }
    guard let session else {
      session = try LaneSession(definition: definition, program: program, site: site, onStatus: onStatus)
      return
    }
    try session.turn()
    // What fails between two commits fails again and again: only a commit is a new beginning.
    if session.hasCommitted { backoff.reset() }
  }

  private func isActive() throws -> Bool {
    guard Stage.isAlone else { return true }
    if leadership == nil {
      leadership = Leadership(
        try site.join(
          "freshet-\(definition.name)-\(Stage.role.rawValue)-leader", topics: [.models], isPaired: false))
    }
    return try leadership!.check(timeout: session == nil ? Self.standbyTimeout : .zero)
  }

  private func startOver(_ error: any Error) {
    session = nil
    leadership = nil
    site.note(.startsOver(error))
  }
}
