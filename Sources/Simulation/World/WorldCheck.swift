/// A promise that the simulation holds the service to.
package enum WorldCheck: String, CaseIterable, Sendable {
  /// Every event is answered: once (exactly-once), or at least once with one vector (at-least-once).
  case answers
  /// Answers that go to one partition come in the order of their events.
  case order
  /// Windows say what a computation over the whole topic says.
  case windows
  /// An answer is of the version that was live for its scorer.
  case versions
  /// Each record that cannot be read is a dead letter.
  case deadletters
  /// Each prediction becomes the example that its label, or its absence, says: one, or at least one.
  case examples
  /// No id has examples with two different labels.
  case labels
  /// A command is carried out once, an episode brings one new model, and a version is one artifact.
  case trainings
  /// What a person asks for is done once, or refused with its reason; the same command again changes nothing.
  case commands
  /// Nothing is kept that is not needed any more.
  case bounds
  /// Once nothing goes wrong any more, everything is dealt with.
  case settling
}

/// A promise that did not hold.
package struct WorldFinding: Hashable, Sendable, CustomStringConvertible {
  package var check: WorldCheck
  package var message: String

  package var description: String { "\(check.rawValue): \(message)" }
}
