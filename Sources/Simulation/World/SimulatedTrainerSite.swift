import Models
import Pipeline
import Records

/// The site of a trainer's lane in the simulated world.
struct SimulatedTrainerSite: TrainerSite {
  let world: World
  let process: SimulatedProcess

  func joinCommands() throws -> SimulatedConsumer {
    try world.before(.join, of: process)
    return SimulatedConsumer(group: "trainer", topics: [.commands], process: process, world: world)
  }

  func ranges(of topic: Topic) throws -> [OffsetRange] {
    try world.before(.held, of: process)
    return world.log.partitions(of: topic).map {
      OffsetRange(partition: $0.partition, from: 0, to: world.log[$0].stableEnd)
    }
  }

  func readModels() throws -> ModelCatalog {
    try world.before(.readModels, of: process)
    var catalog = ModelCatalog()
    if world.canary == .trainsTwice { return catalog }
    for partition in world.log.partitions(of: .models) {
      var batch = RecordBatch()
      _ = world.log[partition].read(from: 0, limit: .max, into: &batch)
      catalog.apply(world.canary == .forgetsCommands ? World.forgetting(batch) : batch)
    }
    return catalog
  }

  func read(_ ranges: [OffsetRange], of topic: Topic, _ body: (RecordBatch) -> Bool) throws {
    try world.read(ranges, of: topic, for: process, body)
  }

  func load(_ version: ModelVersion, in catalog: ModelCatalog) throws -> Model {
    try world.before(.readModels, of: process)
    return try world.load(version, in: catalog)
  }

  func producer(transactionalID: String) throws -> SimulatedProducer {
    try SimulatedProducer(transactionalID: transactionalID, process: process, world: world)
  }

  var definition: PipelineDefinition { world.plan.definition }
  var serving: ServingModel { process.serving }
  var now: Timestamp { world.now }
  var uptime: Duration { world.now - process.startedAt }

  func note(_ note: TrainerNote) {}
}
