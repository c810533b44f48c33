import Kafka
import Models
import Pipeline
import Records
import Service

/// A steady rate of events through the floor or through the whole loop, with a reader of the answers on the other side.
///
/// After a second that does not count come two stretches of one length: a quiet one, and one in which the live version
/// is changed again and again through the models topic, as a person or a training would.
final class SteadyRun: Sendable {
  enum Subject: Sendable { case floor, loop }
  enum Phase: Int, Sendable { case settling, quiet, swapping, over }

  struct Outcome: Sendable {
    var quiet = SteadyFigures()
    var swapping = SteadyFigures()
    var swapCount = 0
    /// Resident memory at the end of the quiet stretch.
    var residentMegabytes = 0
  }

  static let settlingSeconds = 1.0
  static let maximumSwapCount = 100

  private let bed: BenchBed
  private let model: BenchModel
  private let rate: Double
  private let seconds: Double
  private let subject: Subject
  private let times: SendTimes
  private let phase = Latest(Phase.settling)
  private let stop = StopSignal()
  private let outcome = Latest(Outcome())
  private let failure = Latest<String?>(nil)

  /// - Parameter seconds: of each stretch.
  init(_ subject: Subject, bed: BenchBed, model: BenchModel, rate: Double, seconds: Double) {
    self.subject = subject
    self.bed = bed
    self.model = model
    self.rate = rate
    self.seconds = seconds
    times = SendTimes(count: Int(rate * (Self.settlingSeconds + 2 * seconds + 5)) + 1_000)
  }

  func run() async throws -> Outcome {
    switch subject {
    case .floor:
      let program = WorkerThread(name: "floor") { [self] in
        attempt { try FloorProgram(bed).run(events: .max, until: stop) }
      }
      await drive(nil)
      await program.finished()
    case .loop:
      var settings = bed.settings
      settings.roles = [.scorer, .monitor]
      let runtime = try PipelineRuntime(
        definition: bed.definition, context: ServiceContext(settings: settings, logger: bed.logger))
      try await Blocking.run { try self.publishModels() }
      runtime.start()
      await drive(runtime)
      await runtime.shutDown()
    }
    if let failure = failure.current { throw BenchRound.Problem(description: failure) }
    return outcome.current
  }

  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch { failure.set("\(error)") }
  }

  private func drive(_ runtime: PipelineRuntime?) async {
    let reader = WorkerThread(name: "reader") { [self] in attempt(read) }
    let sender = WorkerThread(name: "sender") { [self] in
      attempt {
        try waitUntilReady(runtime)
        try send()
      }
      stop.raise()
    }
    let conductor = WorkerThread(name: "conductor") { [self] in
      attempt {
        try waitUntilReady(runtime)
        try conduct(runtime)
      }
      phase.set(.over)
    }
    await conductor.finished()
    await sender.finished()
    await reader.finished()
  }

  // MARK: The models

  private func publishModels() throws {
    let trainer = Trainer(definition: bed.definition, layout: model.program.layout)
    var batch = RecordBatch()
    let producer = try KafkaProducer(bed.settings.kafka, names: bed.definition.topics)
    for outcome in model.outcomes {
      batch.removeAll()
      try trainer.publish(
        outcome, catalog: ModelCatalog(), seconds: 0, now: FreshetService.wallClock(), into: &batch)
      try producer.send(batch)
    }
    try producer.flush(timeout: .seconds(30))
  }

  private func waitUntilReady(_ runtime: PipelineRuntime?) throws {
    guard let runtime else { return }
    let deadline = ContinuousClock.now + .seconds(60)
    let pause = StopSignal()
    while runtime.readyRoles.current.count < 2 || runtime.serving.current.model.version == .prior {
      guard ContinuousClock.now < deadline else {
        throw BenchRound.Problem(description: "the lanes did not get ready")
      }
      pause.wait(atMost: 0.005)
    }
  }

  // MARK: The phases

  private func conduct(_ runtime: PipelineRuntime?) throws {
    stop.wait(atMost: Self.settlingSeconds)
    phase.set(.quiet)
    stop.wait(atMost: seconds)
    outcome.update { $0.residentMegabytes = ResidentMemory.megabytes }
    guard let runtime else { return }
    phase.set(.swapping)
    let end = ContinuousClock.now + .seconds(seconds)
    let producer = try KafkaProducer(bed.settings.kafka, names: bed.definition.topics)
    var count = 0
    while ContinuousClock.now < end, count < Self.maximumSwapCount {
      let next = ModelVersion(runtime.serving.current.model.version.number == 1 ? 2 : 1)
      var batch = RecordBatch()
      let now = FreshetService.wallClock()
      try batch.append(
        topic: .models, key: ModelKey.live.text, json: Deployment(live: next, reason: "the bench swaps", time: now),
        timestamp: now)
      try producer.send(batch)
      try producer.flush(timeout: .seconds(30))
      while runtime.serving.current.model.version != next, ContinuousClock.now < end { stop.wait(atMost: 0.001) }
      if runtime.serving.current.model.version == next { count += 1 }
    }
    let left = (end - ContinuousClock.now) / .seconds(1)
    if left > 0 { stop.wait(atMost: left) }
    outcome.update { $0.swapCount = count }
  }

  // MARK: Both ends

  private func send() throws {
    let producer = try KafkaProducer(bed.settings.kafka, names: bed.definition.topics)
    var workload = BenchWorkload(seed: BenchStream.seed)
    var (events, labels) = (RecordBatch(), RecordBatch())
    let started = ContinuousClock.now
    let pause = StopSignal()
    while phase.current != .over, failure.current == nil {
      let due = min(times.count, Int((ContinuousClock.now - started) / .seconds(1) * rate))
      events.removeAll()
      labels.removeAll()
      let first = workload.index
      while workload.index < due {
        workload.appendNext(at: FreshetService.wallClock(), events: &events, labels: &labels)
      }
      let now = SendTimes.now()
      for index in first..<workload.index { times.note(index, at: now) }
      try producer.send(events)
      try producer.send(labels)
      _ = try producer.serve()
      pause.wait(atMost: 0.001)
    }
    try producer.flush(timeout: .seconds(30))
  }

  private func read() throws {
    let names = subject == .floor ? bed.floorNames : bed.definition.topics
    let consumer = try KafkaConsumer(bed.settings.kafka, names: names, group: nil)
    defer { consumer.close() }
    try consumer.read(.predictions, from: .earliest)
    var batch = RecordBatch()
    var (quiet, swapping) = (SteadyFigures(), SteadyFigures())
    while !stop.isRaised {
      batch.removeAll()
      let poll = try consumer.poll(into: &batch, timeout: .milliseconds(100))
      guard poll.records > 0 else { continue }
      let received = SendTimes.now()
      let phase = phase.current
      for index in 0..<batch.count {
        guard let event = batch.withValue(index, { BenchWorkload.index(inValue: $0) }), event < times.count else {
          throw BenchRound.Problem(description: "an answer names no event: \(batch.valueString(index) ?? "null")")
        }
        if phase == .quiet { quiet.note(sent: times[event], received: received) }
        if phase == .swapping { swapping.note(sent: times[event], received: received) }
      }
    }
    outcome.update {
      $0.quiet = quiet
      $0.swapping = swapping
    }
  }
}
