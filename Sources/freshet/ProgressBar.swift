import Foundation
import Synchronization

/// A bar on standard error for work of over two seconds; nothing where standard error is no terminal.
final class ProgressBar: Sendable {
  private struct State {
    var drawn = ContinuousClock.now
    var isVisible = false
  }

  private static let width = 40
  private let title: String
  private let started = ContinuousClock.now
  private let state = Mutex(State())

  init(_ title: String) { self.title = title }

  /// Redraws at most ten times a second.
  func update(_ done: Int, of total: Int) {
    guard Console.isErrorTerminal else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      guard now - started > .seconds(2), now - state.drawn > .milliseconds(100) else { return }
      state.drawn = now
      state.isVisible = true
      let share = total > 0 ? min(1, Double(done) / Double(total)) : 0
      let filled = Int(share * Double(Self.width))
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
      FileHandle.standardError.write(Data("\r\(title) \(bar) \(Int(share * 100)) % (\(done))".utf8))
    }
  }

  /// Clears the bar's line.
  func finish() {
    state.withLock { state in
      guard state.isVisible else { return }
      FileHandle.standardError.write(Data("\r\u{1b}[2K".utf8))
    }
  }
}
