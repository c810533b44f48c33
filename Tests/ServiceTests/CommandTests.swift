import Kafka
import Pipeline
import Records
import Registry
import Service
import Testing

extension ServiceSuite {
  @Suite("Commands and configuration, as records")
  struct CommandTests {
    private static func command(
      _ id: String, _ kind: Command.Kind, version: Int? = nil, bed: TestBed, names: TopicNames
    ) async throws {
      var command = Command(
        commandID: id, pipeline: bed.pipeline, command: kind, time: FreshetService.wallClock())
      command.version = version.map(ModelVersion.init)
      var batch = RecordBatch()
      try batch.append(command)
      try await bed.send(batch, names: names)
    }

    @Test(
      "retrain, roll-back, pin and promote are records; the same command twice is one version; a corrupt artifact is refused and the old model goes on",
      arguments: TestBed.available)
    func commands(_ cluster: TestBed.Cluster) async throws {
      let bed = try TestBed(cluster)
      let text = try bed.text(
        of: "demo.yaml",
        replacing: Payments.changes + [("beat_live_by: 0", "beat_live_by: -1000")])
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var payments = Payments(bed, names: names)
      try await bed.running { service in
        try await payments.send(1_500)
        try await journal.wait(for: "version 1 is live") { $0.live == ModelVersion(1) }
        try await Self.command("twice", .retrain, bed: bed, names: names)
        try await Self.command("twice", .retrain, bed: bed, names: names)
        try await journal.wait(for: "version 2 is live") { $0.live == ModelVersion(2) }
        try await Self.command("back", .rollback, bed: bed, names: names)
        try await journal.wait(for: "version 1 again") { $0.live == ModelVersion(1) && $0.deployments.count == 3 }
        #expect(journal.now.cards.map(\.version.number) == [1, 2], "the second of two equal commands trained")
        try await Self.command("hold", .pin, bed: bed, names: names)
        try await Self.command("held", .retrain, bed: bed, names: names)
        try await journal.wait(for: "version 3 is trained") { $0.cards.count == 3 }
        try await Self.command("up", .promote, version: 3, bed: bed, names: names)
        try await journal.wait(for: "version 3 by hand") { $0.live == ModelVersion(3) }
        #expect(journal.now.deployments.map(\.live.number) == [1, 2, 1, 1, 3], "a pinned version was replaced")
        try await eventually("version 3 answers") {
          service.board[bed.pipeline]?.serving.current.model.version == ModelVersion(3)
        }
        try await Self.corrupt(version: 2, names: names, bed: bed)
        try await Self.command("corrupt", .promote, version: 2, bed: bed, names: names)
        let alerts = try await journal.wait(for: "the refusal") {
          $0.alerts.contains { $0.message.hasPrefix("version 2 is not served") }
        }.alerts
        let refusal = try #require(alerts.last { $0.message.hasPrefix("version 2 is not served") })
        #expect(refusal.message.contains("SHA-256") && refusal.severity == .critical, "\(refusal.message)")
        try await payments.send(100)
        let after = try await journal.wait(for: "answers") { $0.predictions.count >= 1_600 }
        #expect(after.predictions.suffix(100).allSatisfy { $0.model == 3 })
      }
      await journal.close()
    }

    /// Overwrites the first part of an artifact.
    private static func corrupt(version: Int, names: TopicNames, bed: TestBed) async throws {
      var batch = RecordBatch()
      batch.append(
        topic: .models, key: ModelKey.part(ModelVersion(version), 0).text, value: "not a model",
        timestamp: FreshetService.wallClock())
      try await bed.send(batch, names: names)
    }

    @Test("while paused no trigger trains, and a resumed pipeline trains what was due", arguments: TestBed.available)
    func pause(_ cluster: TestBed.Cluster) async throws {
      let bed = try TestBed(cluster)
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var payments = Payments(bed, names: names)
      try await bed.running { service in
        try await Self.command("wait", .pause, bed: bed, names: names)
        try await eventually("it is paused") {
          service.board[bed.pipeline]?.serving.current.deployment?.isPaused == true
        }
        try await payments.send(1_500)
        try await journal.wait(for: "all examples") { $0.examples.count >= 1_500 }
        #expect(journal.now.commands.allSatisfy { $0.command != .retrain })
        try await Self.command("go", .resume, bed: bed, names: names)
        try await journal.wait(for: "the first model") { $0.live == ModelVersion(1) }
      }
      await journal.close()
    }

    @Test(
      "a changed file in freshet.config takes effect while running; a bad one and one that needs a restart are refused with an alert",
      arguments: TestBed.available)
    func configuration(_ cluster: TestBed.Cluster) async throws {
      let bed = try TestBed(cluster)
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var payments = Payments(bed, names: names)
      try await bed.running { service in
        try await payments.send(1_500)
        try await journal.wait(for: "version 1 is live") { $0.live == ModelVersion(1) }
        let changed = try TestBed.replacing(
          [
            ("after: 40000 examples", "after: 200 examples"), ("error-rise: {test: glr", "error-up: {test: glr"),
            ("on: error-rise", "on: error-up"),
          ], in: text)
        try await Self.configure(changed, bed: bed, names: names)
        try await journal.wait(for: "word of the change") {
          $0.alerts.contains { $0.message.hasPrefix("a changed configuration is in force: drift, triggers") }
        }
        try await payments.send(500)
        try await journal.wait(for: "a training by the changed trigger") {
          $0.cards.contains { $0.lineage.trigger == "refresh" }
        }
        try await eventually("the renamed detector looks") {
          let detectors = Set(service.board[bed.pipeline]?.monitoring.current.detectors.map(\.detector) ?? [])
          return detectors.contains("error-up") && !detectors.contains("error-rise")
        }
        try await Self.configure("pipeline: [", bed: bed, names: names)
        try await Self.configure(
          changed.replacing("amount: {type: double, min: 0}", with: "amount: {type: double, min: 1}"), bed: bed,
          names: names)
        let refusals = try await journal.wait(for: "two refusals") {
          $0.alerts.count { $0.message.hasPrefix("the configuration was refused") } >= 2
        }.alerts.filter { $0.message.hasPrefix("the configuration was refused") }
        #expect(refusals.allSatisfy { $0.kind == .configuration && $0.severity == .warning })
        #expect(refusals.last?.message.contains("events") == true, "\(refusals.last?.message ?? "")")
        let digest = try bed.definition(changed).configurationDigest
        #expect(service.board[bed.pipeline]?.definition.current.configurationDigest == digest)
        try await payments.send(100)
        try await journal.wait(for: "answers") { $0.predictions.count >= 2_100 }
      }
      await journal.close()
    }

    private static func configure(_ text: String, bed: TestBed, names: TopicNames) async throws {
      var batch = RecordBatch()
      batch.append(topic: .config, key: bed.pipeline, value: text, timestamp: FreshetService.wallClock())
      try await bed.send(batch, names: names)
    }
  }
}
