import Foundation
import Kafka
import Logging
import Pipeline
import Records
import Service
import Simulation

/// One playing of the demo: the broker, the service, a producer of payments, and an auditor that reads the outputs as any
/// other client would.
final class DemoRun: Sendable {
  /// A payment is disputed so many payments later.
  static let labelDelay = 500
  /// The in-memory broker drops what is not read in time: no more than this may be unanswered.
  private static let maximumAhead = 20_000
  private static let longestWait = Duration.seconds(120)

  private let definition: PipelineDefinition
  private let text: String
  private let events: Int
  private let rate: Double
  private let seed: UInt64
  private let broker: EmbeddedBroker
  private let settings: ServiceSettings
  private let folder: String
  private let logger: Logger
  private let audit: Latest<DemoAudit>
  private let sent = Latest(0)
  private let labelled = Latest(0)
  private let failure = Latest<String?>(nil)

  init(definition: PipelineDefinition, text: String, events: Int, rate: Double, seed: UInt64) async throws {
    self.definition = definition
    self.text = text
    self.events = events
    self.rate = rate
    self.seed = seed
    var logger = Logger(label: "freshet") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    self.logger = logger
    do {
      broker = try EmbeddedBroker()
    } catch {
      throw Failure.work("the embedded broker does not start: \(error)")
    }
    Console.note("broker: \(broker.address)")
    folder = NSTemporaryDirectory() + "/freshet-demo-\(UUID().uuidString)"
    var settings = ServiceSettings(
      dataFolder: folder, commitInterval: .milliseconds(100), pollTimeout: .milliseconds(10))
    settings.use(broker)
    self.settings = settings
    audit = Latest(DemoAudit(eventCount: events, driftIndex: events / 2))
  }

  func play() async throws -> DemoSummary {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let setup = ClusterSetup(settings: settings, embedded: broker, logger: logger)
    _ = try setup.createTopics(of: [definition])
    try setup.apply([(definition: definition, text: text)], now: FreshetService.wallClock())
    let service = FreshetService(settings: settings, logger: logger)
    let stop = StopSignal()
    let interruption = Task {
      await Signals.firstToStop()
      stop.raise()
    }
    defer { interruption.cancel() }
    async let serving: Void = service.run()
    await ready(service, until: stop)
    let started = ContinuousClock.now
    let end = StopSignal()
    let auditor = WorkerThread(name: "auditor") { [self] in runAuditor(until: end) }
    let producer = WorkerThread(name: "payments") { [self] in produce(until: stop) }
    let view = WorkerThread(name: "view") { [self] in showLoop(of: service, until: end) }
    await producer.finished()
    let isComplete = await allCameBack(until: stop)
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    end.raise()
    await view.finished()
    await auditor.finished()
    service.shutDown()
    try await serving
    broker.stop()
    if let failure = failure.current { throw DemoFailure(description: failure) }
    return summary(seconds: seconds, isComplete: isComplete)
  }

  /// Waits, on a thread of its own, until every stage has joined its group.
  private func ready(_ service: FreshetService, until stop: StopSignal) async {
    await WorkerThread(name: "ready") { [self] in
      let deadline = ContinuousClock.now + Self.longestWait
      while !stop.isRaised, ContinuousClock.now < deadline,
        service.board[definition.name]?.readyRoles.current != settings.roles
      {
        stop.wait(atMost: 0.02)
      }
    }.finished()
  }

  /// Waits, on a thread of its own, until every event has its answer and every label its example.
  private func allCameBack(until stop: StopSignal) async -> Bool {
    let isDone = Latest(false)
    let waiting = WorkerThread(name: "waiting") { [self] in
      let deadline = ContinuousClock.now + Self.longestWait
      while !stop.isRaised, failure.current == nil, ContinuousClock.now < deadline {
        let audit = audit.current
        if audit.predictionCount + audit.deadLetterCount >= sent.current, audit.exampleCount >= labelled.current {
          return isDone.set(true)
        }
        stop.wait(atMost: 0.05)
      }
    }
    await waiting.finished()
    return isDone.current
  }

  // MARK: The producer

  private func produce(until stop: StopSignal) {
    do {
      let producer = try KafkaProducer(settings.kafka, names: definition.topics)
      var stream = PaymentStream(seed: seed, driftIndex: events / 2)
      var batch = RecordBatch()
      var waiting: [PaymentStream.Payment] = []
      var firstWaiting = 0
      let started = ContinuousClock.now
      for index in 0..<events where !stop.isRaised {
        let now = FreshetService.wallClock()
        let payment = stream.next()
        batch.append(topic: .events, key: payment.card, value: payment.eventJSON, timestamp: now)
        waiting.append(payment)
        if waiting.count - firstWaiting > Self.labelDelay {
          append(waiting[firstWaiting], to: &batch, now: now)
          firstWaiting += 1
        }
        if batch.count >= 400 {
          try producer.send(batch)
          batch.removeAll()
          _ = try producer.serve()
          sent.set(index + 1)
          pace(index + 1, since: started, until: stop)
        }
      }
      for payment in waiting[firstWaiting...] { append(payment, to: &batch, now: FreshetService.wallClock()) }
      try producer.send(batch)
      try producer.flush(timeout: .seconds(60))
      sent.set(stop.isRaised ? sent.current : events)
    } catch {
      failure.set("the payments could not be sent: \(error)")
    }
  }

  private func append(_ payment: PaymentStream.Payment, to batch: inout RecordBatch, now: Timestamp) {
    batch.append(topic: .labels, key: payment.id, value: payment.labelJSON, timestamp: now)
    labelled.update { $0 += 1 }
  }

  /// Holds the rate, and never runs so far ahead that the broker would have to drop something.
  private func pace(_ count: Int, since start: ContinuousClock.Instant, until stop: StopSignal) {
    if rate > 0 {
      let ahead = Double(count) / rate - (ContinuousClock.now - start) / .seconds(1)
      if ahead > 0 { stop.wait(atMost: ahead) }
    }
    let deadline = ContinuousClock.now + Self.longestWait
    while count - audit.current.predictionCount > Self.maximumAhead, !stop.isRaised, ContinuousClock.now < deadline {
      stop.wait(atMost: 0.01)
    }
  }

  // MARK: The auditor

  private func runAuditor(until end: StopSignal) {
    do {
      let reading = try DemoReading(settings: settings, definition: definition)
      while !end.isRaised { try reading.read(into: audit) }
      try reading.read(into: audit)
    } catch {
      failure.set("the outputs could not be read: \(error)")
    }
  }

  private func showLoop(of service: FreshetService, until end: StopSignal) {
    var view = DemoView(pipeline: definition.name, events: events, driftIndex: events / 2)
    while !end.isRaised {
      view.draw(audit: audit.current, runtime: service.board[definition.name], sent: sent.current)
      end.wait(atMost: 0.25)
    }
    view.draw(audit: audit.current, runtime: service.board[definition.name], sent: sent.current)
    view.finish()
  }

  private func summary(seconds: Double, isComplete: Bool) -> DemoSummary {
    let audit = audit.current
    return DemoSummary(
      events: sent.current, predictions: audit.predictionCount, labels: labelled.current,
      examples: audit.exampleCount, deadletters: audit.deadLetterCount, alerts: audit.alerts.count,
      retrains: audit.cards.count,
      models: audit.cards.values.sorted { $0.version < $1.version }.map {
        .init(
          version: $0.version, trigger: $0.lineage.trigger,
          verdict: ($0.verdict.accepted ? "accepted: " : "rejected: ") + $0.verdict.reason)
      },
      driftAt: audit.driftIndex, detectedAt: audit.detectedAt, swappedAt: audit.swappedAt, accuracy: audit.accuracy,
      swapGapMilliseconds: audit.longestSwapGap, steadyGapMilliseconds: audit.longestSteadyGap,
      lost: audit.lostCount(of: sent.current),
      duplicated: audit.duplicateCount, seconds: seconds, isComplete: isComplete)
  }
}

/// Why the demo could not go on.
struct DemoFailure: Error, CustomStringConvertible {
  var description: String
}
