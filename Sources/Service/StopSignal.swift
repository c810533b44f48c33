import Foundation
import Synchronization

/// Asks worker threads to finish what they have begun and return.
///
/// `@unchecked`: `NSCondition` is a lock and may be used from any thread; the flag is read and written under it or
/// atomically.
package final class StopSignal: @unchecked Sendable {
  private let raised = Atomic(false)
  private let condition = NSCondition()

  package init() {}

  package var isRaised: Bool { raised.load(ordering: .acquiring) }

  package func raise() {
    condition.lock()
    raised.store(true, ordering: .releasing)
    condition.broadcast()
    condition.unlock()
  }

  /// Blocks the calling thread until the signal is raised or the time is over.
  package func wait(atMost limit: Duration) { wait(atMost: limit / .seconds(1)) }

  /// Blocks the calling thread until the signal is raised or the time is over.
  package func wait(atMost seconds: Double) {
    let end = Date(timeIntervalSinceNow: seconds)
    condition.lock()
    while !isRaised, condition.wait(until: end) {}
    condition.unlock()
  }
}
