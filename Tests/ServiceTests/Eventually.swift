import Service
import Testing

/// What a test waited for and did not come in time.
struct DeadlinePassed: Error, CustomStringConvertible {
  var awaited: String
  var description: String { "\(awaited): not within the deadline" }
}

/// Returns as soon as the condition holds, which is looked at again and again on a thread of its own.
///
/// - Throws: `DeadlinePassed`, after recording it as an issue with what `state` says.
func eventually(
  _ awaited: String, within limit: Duration = .seconds(40), state: @escaping @Sendable () -> String = { "" },
  sourceLocation: SourceLocation = #_sourceLocation, _ condition: @escaping @Sendable () throws -> Bool
) async throws {
  let isMet = try await onThread {
    let never = StopSignal()
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      if try condition() { return true }
      never.wait(atMost: 0.01)
    }
    return false
  }
  guard isMet else {
    Issue.record("\(awaited): not within \(limit). \(state())", sourceLocation: sourceLocation)
    throw DeadlinePassed(awaited: awaited)
  }
}

/// Runs blocking work away from Swift's own threads, of which there are as few as cores.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  let outcome = Latest<Result<Value, any Error>?>(nil)
  await WorkerThread(name: "test") { outcome.set(Result { try body() }) }.finished()
  return try #require(outcome.current).get()
}
