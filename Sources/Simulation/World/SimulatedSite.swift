import Pipeline
import Records

/// The site of a scorer's or a monitor's lane in the simulated world.
struct SimulatedSite: LaneSite {
  let world: World
  let process: SimulatedProcess
  let role: StageRole

  func join(_ group: String, topics: [Topic], isPaired: Bool) throws -> SimulatedConsumer {
    try world.before(.join, of: process)
    return SimulatedConsumer(group: group, topics: topics, process: process, world: world)
  }

  func producer(transactionalID: String?) throws -> SimulatedProducer {
    try SimulatedProducer(transactionalID: transactionalID, process: process, world: world)
  }

  func read(_ ranges: [OffsetRange], of topic: Topic, _ body: (RecordBatch) -> Bool) throws {
    try world.read(ranges, of: topic, for: process, body)
  }

  var snapshots: (any SnapshotStore)? {
    world.plan.snapshotInterval.map { SimulatedSnapshots(world: world, instance: instance, interval: $0) }
  }

  var instance: String { process.instance }
  var commitInterval: Duration { world.plan.commitInterval }
  var pollTimeout: Duration { .milliseconds(50) }

  var now: Timestamp { world.now }
  var uptime: Duration { world.now - process.startedAt }

  func definition(since generation: inout Int) -> PipelineDefinition? {
    defer { generation = 0 }
    return generation == 0 ? nil : world.plan.definition
  }

  func serving(since generation: inout Int) -> ServingModel? {
    guard generation != process.servingGeneration else { return nil }
    generation = process.servingGeneration
    if role == .scorer { process.answersFollowTo = process.followedTo }
    return process.serving
  }

  func note(_ note: LaneNote) { world.note(note) }
}
