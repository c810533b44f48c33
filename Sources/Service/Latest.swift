import Synchronization

/// The newest value of something that one thread writes and others read between two batches.
///
/// Reading the generation is one atomic load, so that a lane can look before each batch.
package final class Latest<Value: Sendable>: Sendable {
  private let value: Mutex<Value>
  private let count = Atomic<Int>(0)

  package init(_ value: Value) { self.value = Mutex(value) }

  /// Grows with each `set`.
  package var generation: Int { count.load(ordering: .acquiring) }

  package var current: Value { value.withLock { $0 } }

  /// The value if it has been set since the generation, which becomes the present one.
  ///
  /// What is set between the two reads is news once more: no change is missed.
  package func news(since generation: inout Int) -> Value? {
    let present = self.generation
    guard present != generation else { return nil }
    generation = present
    return current
  }

  package func set(_ new: Value) {
    value.withLock { $0 = new }
    count.add(1, ordering: .acquiringAndReleasing)
  }

  package func update(_ change: (inout Value) throws -> Void) rethrows {
    try value.withLock { try change(&$0) }
    count.add(1, ordering: .acquiringAndReleasing)
  }
}
