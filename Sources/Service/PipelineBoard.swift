import Synchronization

/// The pipelines that this process runs, for everybody who wants to look at them.
package final class PipelineBoard: Sendable {
  private let runtimes = Mutex<[String: PipelineRuntime]>([:])

  package init() {}

  package subscript(name: String) -> PipelineRuntime? { runtimes.withLock { $0[name] } }

  package var all: [PipelineRuntime] { runtimes.withLock { $0.values.sorted { $0.name < $1.name } } }

  func add(_ runtime: PipelineRuntime) { runtimes.withLock { $0[runtime.name] = runtime } }

  func remove(_ name: String) -> PipelineRuntime? { runtimes.withLock { $0.removeValue(forKey: name) } }
}
