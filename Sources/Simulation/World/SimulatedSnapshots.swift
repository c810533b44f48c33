import Pipeline
import Statistics

/// The snapshots of a process's lives: what it kept is there after a crash, unless the disk has lost, torn, bent or never
/// written it.
struct SimulatedSnapshots: SnapshotStore {
  let world: World
  let instance: String
  let interval: Duration

  func cluster() throws -> String { "simulated" }

  func load(_ name: String) throws -> [UInt8]? {
    if world.diskFails() { throw SimulatedFailure.refused("reading \(name)") }
    return world.snapshotFiles[file(name)]
  }

  func keep(_ name: String, waits: Bool, _ encode: @escaping @Sendable () -> [UInt8]) -> Bool {
    guard !world.diskFails() else { return false }
    world.snapshotFiles[file(name)] = world.written(encode(), over: world.snapshotFiles[file(name)])
    return true
  }

  func drop(_ name: String) { world.snapshotFiles[file(name)] = nil }

  private func file(_ name: String) -> String { world.plan.sharesFolder ? name : "\(instance)/\(name)" }
}
