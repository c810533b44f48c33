import Service

/// Runs blocking work on a thread of its own, so that the cooperative pool never waits on a broker.
enum Blocking {
  static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    let outcome = Latest<Swift.Result<Result, any Error>?>(nil)
    await WorkerThread(name: "bench") {
      do {
        let result = try body()
        outcome.set(.success(result))
      } catch {
        outcome.set(.failure(error))
      }
    }.finished()
    guard let result = outcome.current else { preconditionFailure("a finished thread has left its outcome") }
    return try result.get()
  }
}
