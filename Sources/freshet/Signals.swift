import Foundation
import Synchronization
import UnixSignals

/// SIGTERM and SIGINT: the first asks for an orderly end, the second ends the process at once.
enum Signals {
  /// Returns when the first signal has come; from then on a second one ends the process.
  static func firstToStop() async {
    for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
      endAtSecond()
      return
    }
  }

  private static func endAtSecond() {
    Task.detached {
      for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { exit(1) }
    }
  }
}
