import Foundation
import Kafka
import Pipeline
import Records
import Registry
import Service
import Testing

extension ServiceSuite {
  @Suite("Restarts and outages")
  struct RestartTests {
    @Test(
      "a restart goes on from the commits: nothing lost, nothing answered twice, windows as if it had never stopped")
    func restart() async throws {
      let interrupted = try await Self.features(stopAfter: 700)
      let whole = try await Self.features(stopAfter: nil)
      #expect(interrupted.count == 1_000)
      #expect(interrupted == whole)
    }

    /// Each payment's feature vector as it was logged with its prediction.
    private static func features(stopAfter: Int?) async throws -> [String: [UInt8]] {
      let bed = try TestBed()
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var payments = Payments(bed, names: names)
      if let stopAfter {
        try await payments.send(stopAfter, withLabels: false)
        try await bed.running { _ in
          try await journal.wait(for: "\(stopAfter) predictions") { $0.predictions.count >= stopAfter }
        }
      }
      try await payments.send(1_000 - payments.sent, withLabels: false)
      try await bed.running { _ in
        try await journal.wait(for: "all predictions") { $0.predictions.count >= 1_000 }
      }
      await journal.close()
      #expect(journal.now.predictions.count == 1_000)
      #expect(journal.now.isEachAnsweredOnce)
      return Dictionary(journal.now.predictions.map { ($0.id, $0.features) }) { first, _ in first }
    }

    @Test("a lost broker is said once and its return once; nothing is lost, and waiting costs no processor time")
    func outage() async throws {
      let (bed, broker) = try TestBed.withHooks()
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var payments = Payments(bed, names: names)
      try await payments.send(300)
      try await bed.running { _ in
        try await journal.wait(for: "300 examples") { $0.examples.count >= 300 }
        let before = clock()
        let down = ContinuousClock.now
        broker.takeDown()
        try await eventually("the loss is said") { !bed.log.lines(beginning: "No broker answers").isEmpty }
        // Long enough that a client which tried without a pause would show.
        try await eventually("three seconds without a broker") { ContinuousClock.now - down > .seconds(3) }
        let seconds = Double(clock() - before) / Double(CLOCKS_PER_SEC)
        broker.bringUp()
        #expect(seconds < 1.5, "processor time of a service that waits for its broker")
        try await eventually("the return is said") { !bed.log.lines(beginning: "A broker answers again").isEmpty }
        try await payments.send(300)
        try await journal.wait(for: "600 examples") { Set($0.examples.map(\.id)).count >= 600 }
      }
      await journal.close()
      #expect(Set(journal.now.predictions.map(\.id)).count == 600)
      #expect(Set(journal.now.examples.map(\.id)).count == 600)
      #expect(bed.log.lines(beginning: "No broker answers").count == 1, "\(bed.log.lines)")
      #expect(bed.log.lines(beginning: "A broker answers again").count == 1, "\(bed.log.lines)")
    }

    @Test("at least once, examples that were written and not committed are not written again")
    func uncommittedExamples() async throws {
      let (bed, broker) = try TestBed.withHooks()
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var payments = Payments(bed, names: names)
      try await payments.send(400)
      var settings = bed.settings
      settings.roles = [.scorer]
      try await bed.running(settings) { _ in
        try await journal.wait(for: "400 predictions") { $0.predictions.count >= 400 }
      }
      settings.roles = [.monitor]
      broker.fail(.offsetCommit, with: Array(repeating: .topicAuthorizationFailed, count: 3))
      try await bed.running(settings) { _ in
        try await eventually("three commits have failed") {
          bed.log.lines(beginning: "The monitor starts over").count >= 3
        }
        settings.roles = [.scorer]
        try await payments.send(100)
        try await bed.running(settings) { _ in
          try await journal.wait(for: "500 examples") { Set($0.examples.map(\.id)).count >= 500 }
        }
      }
      await journal.close()
      #expect(journal.now.examples.count == 500)
    }

    @Test("exactly-once goes through the whole path", arguments: TestBed.available)
    func exactlyOnce(_ cluster: TestBed.Cluster) async throws {
      let bed = try TestBed(cluster)
      let text = try bed.text(
        of: "demo.yaml", replacing: Payments.changes + [("delivery: at-least-once", "delivery: exactly-once")])
      let definition = try bed.definition(text)
      let names = definition.topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var payments = Payments(bed, names: names)
      try await bed.running { _ in
        try await payments.send(1_500)
        try await journal.wait(for: "a first model and all examples") {
          $0.examples.count >= 1_500 && $0.live == ModelVersion(1)
        }
      }
      await journal.close()
      #expect(journal.now.predictions.count == 1_500 && journal.now.isEachAnsweredOnce)
      #expect(journal.now.examples.count == 1_500)
      let report = try await onThread { try PipelineReport(of: definition, settings: bed.settings) }
      #expect(report.predictions == 1_500 && report.examples == 1_500, "the ends of transactions were counted")
    }

    @Test("a registry that was deleted is rebuilt from the topics as it was")
    func registry() async throws {
      let bed = try TestBed()
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let names = try bed.definition(text).topics
      let path = bed.settings.dataFolder + "/" + Registry.fileName
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var payments = Payments(bed, names: names)
      try await bed.running { _ in
        try await payments.send(1_500)
        try await journal.wait(for: "the first model is live") { $0.live == ModelVersion(1) }
        try await eventually("the registry says so") {
          try RegistryReader(path: path).liveVersion(of: bed.pipeline) == ModelVersion(1)
        }
      }
      await journal.close()
      let before = try Self.view(path, of: bed.pipeline)
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      try await bed.running { _ in
        try await eventually(
          "the registry is as it was",
          state: { "\(String(describing: try? Self.view(path, of: bed.pipeline))), but it was \(before)" }
        ) {
          (try? Self.view(path, of: bed.pipeline)) == before
        }
      }
    }

    private struct View: Equatable {
      var versions: [VersionSummary]
      var card: ModelCard?
      var deployments: [Deployment]
      var commands: [Command]
      var alerts: [Alert]
      var digest: String?
    }

    private static func view(_ path: String, of pipeline: String) throws -> View {
      let reader = try RegistryReader(path: path)
      return View(
        versions: try reader.versions(of: pipeline),
        card: try reader.version(ModelVersion(1), of: pipeline)?.card,
        deployments: try reader.deployments(of: pipeline),
        commands: try reader.commands(of: pipeline), alerts: try reader.alerts(of: pipeline),
        digest: try reader.configuration(of: pipeline)?.digest)
    }
  }
}
