import Foundation
import Synchronization

/// A thread of our own for blocking work; Swift's cooperative pool must never wait on a broker.
///
/// The body is told to stop by its `StopSignal`, and `finished()` is awaited without holding a pool thread.
package final class WorkerThread: Sendable {
  private enum State {
    case running([CheckedContinuation<Void, Never>])
    case finished
  }

  private let state = Mutex(State.running([]))

  /// Starts the thread at once.
  ///
  /// - Parameter name: shown by the system's tools; at most 15 characters are kept.
  package init(name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread { [self] in
      body()
      finish()
    }
    thread.name = String(name.prefix(15))
    thread.stackSize = 8 << 20
    thread.start()
  }

  private func finish() {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard case .running(let waiting) = state else { return [] }
      state = .finished
      return waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Returns when the body has returned.
  package func finished() async {
    await withCheckedContinuation { continuation in
      let isFinished = state.withLock { state -> Bool in
        guard case .running(let waiting) = state else { return true }
        state = .running(waiting + [continuation])
        return false
      }
      if isFinished { continuation.resume() }
    }
  }
}
