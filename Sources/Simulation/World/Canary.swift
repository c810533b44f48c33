/// A bug that is planted in the simulated world, never in the service: a checker that does not find its own is none.
package enum Canary: String, CaseIterable, Sendable {
  /// A flush returns before anything has been delivered.
  case commitsBeforeFlush = "commits-before-flush"
  /// A member that the group has gone on without adds its offsets to a transaction all the same.
  case letsZombiesCommit = "lets-zombies-commit"
  /// A lane that starts over does not read again what its windows need.
  case skipsReplay = "skips-replay"
  /// An example is written twice.
  case doublesExamples = "doubles-examples"
  /// An example says the opposite of its label.
  case liesAboutLabels = "lies-about-labels"
  /// An example is written again, with the other label.
  case changesItsMind = "changes-its-mind"
  /// Two neighbouring predictions change places.
  case swapsPredictions = "swaps-predictions"
  /// A feature of a prediction is another than was computed.
  case bendsFeatures = "bends-features"
  /// What is served is the newest version, deployed or not.
  case servesTheNewest = "serves-the-newest"
  /// A trainer does not see which commands have been carried out.
  case trainsTwice = "trains-twice"
  /// The pointer does not remember which commands moved it.
  case forgetsCommands = "forgets-commands"
  /// Consumers are never closed.
  case leavesConsumersOpen = "leaves-consumers-open"
  /// A partition is not read to its end.
  case standsStill = "stands-still"
  /// Dead letters get lost.
  case losesDeadLetters = "loses-dead-letters"
}
