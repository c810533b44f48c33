import Features
import Kafka
import Logging
import Models
import Pipeline
import Records

/// One pipeline at work in this process: its threads, and what they share.
package final class PipelineRuntime: Sendable {
  package let name: String
  package let definition: Latest<PipelineDefinition>
  package let serving: Latest<ServingModel>
  package let scoring = Latest(Scorer.Counters())
  package let monitoring = Latest(MonitorStatus())
  /// The roles that are refilling their state, and how far they have come.
  package let restoring = Latest<[ServiceSettings.Role: RestoreStatus]>([:])
  /// The roles whose consumers have joined their groups: what is written from now on is taken at once.
  package let readyRoles = Latest<Set<ServiceSettings.Role>>([])
  let announcer: Announcer
  private let program: FeatureProgram
  private let context: ServiceContext
  private let onReady: @Sendable (ServiceSettings.Role) -> Void
  private let stop = StopSignal()
  private let threads = Latest<[WorkerThread]>([])

  /// - Parameter onReady: called on a lane's own thread when the lane has its partitions and has read nothing of them
  ///   yet.
  package init(
    definition: PipelineDefinition, context: ServiceContext,
    onReady: @escaping @Sendable (ServiceSettings.Role) -> Void = { _ in }
  ) throws {
    name = definition.name
    program = try definition.featureProgram()
    self.definition = Latest(definition)
    serving = Latest(
      ServingModel(
        model: .prior(
          task: definition.labels.task, layout: program.layout, classes: definition.labels.classes ?? [])))
    announcer = try Announcer(settings: context.kafka, names: definition.topics, logger: context.logger)
    self.context = context
    self.onReady = onReady
  }

  /// Starts the threads of the roles.
  package func start() {
    var started = [
      WorkerThread(name: "models-\(name)") { [self] in
        ModelFollower(
          definition: definition.current, context: context, layout: program.layout, serving: serving,
          announcer: announcer
        ).run(until: stop)
      }
    ]
    if context.settings.roles.contains(.scorer) {
      started.append(WorkerThread(name: "score-\(name)") { [self] in runScorer() })
    }
    if context.settings.roles.contains(.monitor) {
      started.append(WorkerThread(name: "watch-\(name)") { [self] in runMonitor() })
    }
    if context.settings.roles.contains(.trainer) {
      started.append(WorkerThread(name: "train-\(name)") { [self] in runTrainer() })
    }
    threads.set(started)
  }

  /// Drains, commits and ends the threads.
  package func shutDown() async {
    stop.raise()
    for thread in threads.current { await thread.finished() }
  }

  /// Waits until it is known which model is live: a stage that went ahead would answer with the prior after a restart,
  /// and ask for a first model once more.
  private func awaitModels() {
    while !stop.isRaised, !serving.current.isCaughtUp { stop.wait(atMost: 0.02) }
  }

  private func runScorer() {
    awaitModels()
    run(
      Lane<ScorerLane, KafkaSite>(
        definition: definition.current, program: program, site: site(.scorer),
        onStatus: { [scoring] in scoring.set($0) }))
  }

  private func runMonitor() {
    awaitModels()
    run(
      Lane<MonitorLane, KafkaSite>(
        definition: definition.current, program: program, site: site(.monitor),
        onStatus: { [monitoring] in monitoring.set($0) }))
  }

  private func site(_ role: ServiceSettings.Role) -> KafkaSite {
    KafkaSite(
      role: role, names: definition.current.topics, context: context, definition: definition, serving: serving,
      onAssigned: { [self] in noteReady(role) },
      onRestoring: { [restoring] status in restoring.update { $0[role] = status } })
  }

  /// Takes the lane's turns on this thread until the signal is raised, and ends it.
  private func run<Stage>(_ lane: Lane<Stage, KafkaSite>) {
    while !stop.isRaised {
      let wait = lane.turn()
      if wait > .zero { stop.wait(atMost: wait) }
    }
    lane.finish()
  }

  private func runTrainer() {
    let site = KafkaTrainerSite(
      names: definition.current.topics, context: context, layout: program.layout, definition: definition,
      serving: serving, onJoined: { [self] in noteReady(.trainer) })
    let lane = TrainerLane(site: site, layout: program.layout)
    while !stop.isRaised {
      let wait = lane.turn(while: { !stop.isRaised })
      if wait > .zero { stop.wait(atMost: wait) }
    }
    lane.finish()
  }

  private func noteReady(_ role: ServiceSettings.Role) {
    readyRoles.update { $0.insert(role) }
    onReady(role)
  }
}
