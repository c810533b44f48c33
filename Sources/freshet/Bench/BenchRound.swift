import Kafka
import Models
import Pipeline
import Records
import Service

/// One round of throughput on a broker of its own: the floor, the scorer alone, and the whole loop, each over the same
/// events and labels, which lie in their topics before the clock starts.
///
/// The clock runs from the moment when the first record can be read (of the floor: when the first record of output is made)
/// until the broker says that all output stands in the topic: connecting and joining groups are left out.
final class BenchRound: Sendable {
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  private static let longestWait = Duration.seconds(300)

  let bed: BenchBed
  private let stream: BenchStream
  private let model: BenchModel

  init(bed: BenchBed, stream: BenchStream, model: BenchModel) throws {
    self.bed = bed
    self.stream = stream
    self.model = model
    try stream.send(settings: bed.settings.kafka, names: bed.definition.topics)
  }

  /// Events a second of the floor.
  func runFloor() throws -> Double {
    let counter = try OutputCounter(bed, names: bed.floorNames, topic: .predictions)
    let program = try FloorProgram(bed)
    try program.run(events: stream.count, until: StopSignal())
    return try rate(counter, since: counter.start(within: Self.longestWait))
  }

  /// Events a second of the lanes of these roles; the pipeline's own topics are filled by it.
  func runLanes(_ roles: Set<ServiceSettings.Role>) async throws -> Double {
    var settings = bed.settings
    settings.roles = roles
    // The lanes start together: whoever has its partitions first waits for the other before it fetches anything.
    let (readyRoles, start) = (Latest<Set<ServiceSettings.Role>>([]), StopSignal())
    let startTime = Latest<Timestamp?>(nil)
    let runtime = try PipelineRuntime(
      definition: bed.definition, context: ServiceContext(settings: settings, logger: bed.logger)
    ) { role in
      readyRoles.update { $0.insert(role) }
      if readyRoles.current == roles, !start.isRaised {
        startTime.set(FreshetService.wallClock())
        start.raise()
      }
      start.wait(atMost: Self.longestWait / .seconds(1))
    }
    runtime.serving.set(ServingModel(model: model.model))
    runtime.start()
    do {
      let rate = try await Blocking.run { try self.measure(runtime, roles, startTime) }
      await runtime.shutDown()
      return rate
    } catch {
      await runtime.shutDown()
      throw error
    }
  }

  private func measure(
    _ runtime: PipelineRuntime, _ roles: Set<ServiceSettings.Role>, _ startTime: Latest<Timestamp?>
  ) throws -> Double {
    let predictions = try OutputCounter(bed, names: bed.definition.topics, topic: .predictions)
    let last =
      roles.contains(.monitor) ? try OutputCounter(bed, names: bed.definition.topics, topic: .examples) : predictions
    let pause = StopSignal()
    let deadline = ContinuousClock.now + Self.longestWait
    // The broker is not asked before the end is near: it has other work.
    while runtime.scoring.current.predictionCount < stream.count {
      guard ContinuousClock.now < deadline else {
        throw Problem(description: "the lanes took over \(Self.longestWait)")
      }
      pause.wait(atMost: 0.002)
    }
    guard let start = startTime.current else { throw Problem(description: "the lanes began before they were ready") }
    return try rate(last, since: start)
  }

  /// Events a second from a moment to the last record of a topic.
  private func rate(_ last: OutputCounter, since start: @autoclosure () throws -> Timestamp) throws -> Double {
    try last.wait(for: stream.count, atMost: Self.longestWait)
    let end = FreshetService.wallClock()
    let start = try start()
    return Double(stream.count) / max(0.001, (end - start) / .seconds(1))
  }
}
