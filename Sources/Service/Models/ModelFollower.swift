import Kafka
import Logging
import Models
import Pipeline
import Records

/// Follows a pipeline's models topic and makes each version ready before the stages see it, on a thread of its own.
///
/// A version that cannot be served is announced, and the one before it goes on answering.
final class ModelFollower {
  private let definition: PipelineDefinition
  private let context: ServiceContext
  private let loader: ModelLoader
  private let serving: Latest<ServingModel>
  private let announcer: Announcer
  private var reading = ModelsReading()
  private var reportedProblemCount = 0

  init(
    definition: PipelineDefinition, context: ServiceContext, layout: FeatureLayout, serving: Latest<ServingModel>,
    announcer: Announcer
  ) {
    self.definition = definition
    self.context = context
    self.serving = serving
    self.announcer = announcer
    loader = ModelLoader(settings: context.kafka, names: definition.topics, layout: layout)
  }

  private var logger: Logger { context.logger }

  func run(until stop: StopSignal) {
    var backoff = Backoff()
    while !stop.isRaised {
      do {
        let reader = try TopicReader(settings: context.kafka, names: definition.topics, topics: [.models])
        reading = ModelsReading()
        backoff.reset()
        while !stop.isRaised { try follow(reader) }
      } catch {
        logger.log(
          level: context.connection.failureLevel, "Following the models starts over",
          metadata: metadata(["reason": "\(error)"])
        )
        stop.wait(atMost: backoff.next())
      }
    }
  }

  private func follow(_ reader: TopicReader) throws {
    let events = try reader.poll(timeout: .milliseconds(100)) { reading.take($0) }
    context.connection.note(events, of: "models of \(definition.name)")
    guard let catalog = reading.news(hasReachedEnd: reader.hasReachedEnd) else { return }
    for problem in catalog.problems.dropFirst(reportedProblemCount) {
      logger.warning("A record of the models topic was passed over", metadata: metadata(["reason": "\(problem)"]))
    }
    reportedProblemCount = catalog.problems.count
    publish(catalog)
  }

  private func publish(_ catalog: ModelCatalog) {
    var next = serving.current
    do {
      if try next.follow(catalog, load: { try model($0, in: catalog) }), let deployment = next.deployment {
        logger.notice(
          "Serving", metadata: metadata(["version": "\(deployment.live)", "reason": "\(deployment.reason)"]))
      }
    } catch {
      refuse(error.deployment, reason: "\(error.reason)", kept: next.model.version)
    }
    serving.set(next)
  }

  private func model(_ version: ModelVersion, in catalog: ModelCatalog) throws -> Model {
    guard version != .prior else {
      let current = serving.current.model
      return .prior(task: current.task, layout: current.layout, classes: definition.labels.classes ?? [])
    }
    return try loader.load(version, in: catalog)
  }

  private func refuse(_ deployment: Deployment, reason: String, kept: ModelVersion) {
    let message = "version \(deployment.live) is not served: \(reason); version \(kept) goes on answering"
    logger.error("\(message)", metadata: metadata([:]))
    var alert = Alert(
      alertID: "deployment-refused-\(deployment.live)-\(deployment.time.milliseconds)", pipeline: definition.name,
      kind: .deployment, severity: .critical, state: .notice, message: message, time: context.clock())
    alert.model = deployment.live
    announcer.announce(alert)
  }

  private func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
    more.merging(["pipeline": "\(definition.name)"]) { first, _ in first }
  }
}
