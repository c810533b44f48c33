import Models
import Records

/// Where a trainer's lane runs: the log that it reads and writes, and the clocks. The service's site is a cluster, the
/// simulation's a log in memory.
package protocol TrainerSite: LaneLog {
  associatedtype Consumer
  associatedtype Producer: LogProducer where Producer.Consumer == Consumer

  /// Joins the group that shares out the commands.
  func joinCommands() throws -> Consumer
  /// What the models topic says, read to its end.
  func readModels() throws -> ModelCatalog
  /// Hands over the records of the ranges, and perhaps others, until `body` says that it has enough.
  func read(_ ranges: [OffsetRange], of topic: Topic, _ body: (RecordBatch) -> Bool) throws
  /// - Throws: a `LogFailure`, or the reason why the version cannot be served.
  func load(_ version: ModelVersion, in catalog: ModelCatalog) throws -> Model
  /// A producer that has fenced off all earlier ones of the same name, and settled what they left open.
  func producer(transactionalID: String) throws -> Producer

  var definition: PipelineDefinition { get }
  var serving: ServingModel { get }
  /// The clock on the wall.
  var now: Timestamp { get }
  /// Grows steadily, whatever the clock on the wall does.
  var uptime: Duration { get }

  /// How long it takes here to answer one event with an artifact; nil where nobody measures it.
  func latency(of artifact: [UInt8], rows: FeatureMatrix) -> Duration?

  /// Takes note of what the lane did or met.
  func note(_ note: TrainerNote)
}

extension TrainerSite {
  package func latency(of artifact: [UInt8], rows: FeatureMatrix) -> Duration? { nil }
}

/// What a trainer's lane tells of itself.
package enum TrainerNote {
  case joined
  case startsOver(any Error)
  /// A record of the commands topic is no command.
  case ignored(offset: Int64, any Error)
  case failed(Command, any Error)
  /// The version that the command trained, or that answered once it had been carried out, where that is known.
  case doneBefore(Command, ModelVersion?)
  case trained(ModelCard, rows: Int)
  case passedOver(examples: Int)
  /// The live model cannot be measured; what is served must be beaten.
  case incomparable(any Error)
}
