import Foundation
import Models
import Pipeline
import Records
import Service
import Simulation
import Testing

extension ServiceSuite {
  @Suite("Versions made again, taken out and brought in")
  struct ReproductionTests {
    /// A bed whose pipeline has a first version, trained on 1,000 examples; the service is down again.
    private static func trained(
      _ cluster: TestBed.Cluster
    ) async throws -> (bed: TestBed, text: String, definition: PipelineDefinition) {
      let bed = try TestBed(cluster)
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let definition = try bed.definition(text)
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: definition.topics)
      var payments = Payments(bed, names: definition.topics)
      try await bed.running { _ in
        try await payments.send(1_500)
        try await journal.wait(for: "version 1 is live") { $0.live == ModelVersion(1) }
      }
      await journal.close()
      return (bed, text, definition)
    }

    @Test(
      "a version comes out byte for byte from its offsets, file and seed, twice; another seed or file gives another",
      arguments: TestBed.available)
    func reproduces(_ cluster: TestBed.Cluster) async throws {
      let (bed, text, definition) = try await Self.trained(cluster)
      let settings = bed.settings
      func again(file: PipelineDefinition? = nil, seed: UInt64? = nil) async throws -> Reproduction {
        try await onThread {
          try Reproduction.run(ModelVersion(1), of: definition, file: file, seed: seed, settings: settings)
        }
      }
      let (first, second) = (try await again(), try await again())
      #expect(first.isIdentical && first.reproducedDigest == first.digest)
      #expect(second.reproducedDigest == first.digest)
      #expect(try await !again(seed: 8).isIdentical)
      let shallow = try TestBed.replacing([("trees: 20, depth: 4", "trees: 20, depth: 3")], in: text)
      #expect(try await !again(file: bed.definition(shallow)).isIdentical)
      await #expect(throws: Reproduction.Problem.self) {
        try await onThread {
          _ = try Reproduction.run(ModelVersion(9), of: definition, file: nil, seed: nil, settings: settings)
        }
      }
    }

    @Test(
      "after the file has changed a version is made again under the one it was trained under",
      arguments: TestBed.available)
    func olderFile(_ cluster: TestBed.Cluster) async throws {
      let (bed, text, definition) = try await Self.trained(cluster)
      let changed = try TestBed.replacing([("trees: 20, depth: 4", "trees: 30, depth: 4")], in: text)
      try await bed.apply(changed)
      let (settings, current) = (bed.settings, try bed.definition(changed))
      let result = try await onThread {
        try Reproduction.run(ModelVersion(1), of: current, file: nil, seed: nil, settings: settings)
      }
      #expect(result.isIdentical && result.configurationDigest == definition.configurationDigest)
    }

    @Test("an artifact alone answers as the service did", arguments: TestBed.available)
    func scoresAlone(_ cluster: TestBed.Cluster) async throws {
      let (bed, _, definition) = try await Self.trained(cluster)
      let settings = bed.settings
      let bytes = try await onThread {
        try ModelExport.read(ModelVersion(1), of: definition, settings: settings).bytes
      }
      let artifact = try Artifact(decoding: bytes)
      #expect(artifact.source == definition.eventSource)
      var scoring = try RowScoring(artifact)
      var live = try RowScoring(
        definition,
        model: try await onThread { try LiveModel.read(nil, of: definition, settings: settings) })
      let now = FreshetService.wallClock()
      var stream = PaymentStream(seed: 3, driftIndex: .max, cardCount: 20)
      var events = RecordBatch()
      for _ in 0..<200 {
        let payment = stream.next()
        events.append(topic: .events, key: payment.card, value: payment.eventJSON, timestamp: now)
      }
      var (alone, served) = (RecordBatch(), RecordBatch())
      scoring.score(events, now: now, into: &alone)
      live.score(events, now: now, into: &served)
      #expect(alone.count == 200)
      for index in 0..<200 { #expect(alone.valueString(index) == served.valueString(index)) }
      let table = PredictionTable(task: .binary, classes: [])
      #expect(table.header == "id,time,model,score,label")
      #expect(try table.line(try #require(alone.valueString(0))).split(separator: ",").count == 5)
    }

    @Test(
      "an XGBoost model becomes a version once its samples agree, waits to be promoted, and is no other version twice",
      arguments: TestBed.available)
    func imports(_ cluster: TestBed.Cluster) async throws {
      let (bed, _, definition) = try await Self.trained(cluster)
      let (settings, logger) = (bed.settings, bed.log.logger)
      let folder = FileManager.default.temporaryDirectory.appending(path: "import-\(bed.pipeline)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let names = try definition.featureProgram().layout.features.map(\.name)
      let model = Array(Self.stump(names).utf8)
      func run(samples rows: [String]) async throws -> ModelImport.Result {
        let path = folder.appending(path: "samples.csv").path
        let header = names.joined(separator: ",") + ",prediction"
        try ([header] + rows).joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        return try await onThread {
          try ModelImport(definition: definition, settings: settings, logger: logger)
            .run(model, format: .xgboost, samples: path, tolerance: 1e-6, now: FreshetService.wallClock())
        }
      }
      // Margins of 0.5 below a logarithm of 3, and of -0.5 from there on.
      let (low, high) = ("2.5,0,0,0,CH,gaming,1,1,", "3,0,0,0,CH,gaming,1,1,")
      let refusal = await #expect(throws: ModelImport.Refusal.self) {
        _ = try await run(samples: [low + "0.62245935", high + "0.4"])
      }
      #expect(refusal?.description.contains("row 2 of") == true, "\(refusal?.description ?? "")")
      let first = try await run(samples: [low + "0.62245935", high + "0.37754068"])
      let again = try await run(samples: [low + "0.62245935", high + "0.37754068"])
      #expect(first.version == 2 && again.version == 2 && first.digest == again.digest && first.samples == 2)
      let (imported, live) = try await onThread {
        (
          try LiveModel.read(ModelVersion(2), of: definition, settings: settings),
          try LiveModel.read(nil, of: definition, settings: settings).version
        )
      }
      #expect(imported.predictor.algorithm == "gbdt" && live == ModelVersion(1), "it went live by itself")
    }

    @Test(
      "a training that fails is a record that the monitor reads, and its name is the same for the same occasion",
      arguments: TestBed.available)
    func failure(_ cluster: TestBed.Cluster) async throws {
      let bed = try TestBed(cluster)
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var stream = PaymentStream(seed: 3, driftIndex: .max, cardCount: 20)
      var batch = RecordBatch()
      let now = FreshetService.wallClock()
      for _ in 0..<1_200 {
        let payment = stream.next()
        batch.append(topic: .events, key: payment.card, value: payment.eventJSON, timestamp: now)
        let label = #"{"id":"\#(payment.id)","disputed":0}"#
        batch.append(topic: .labels, key: payment.id, value: label, timestamp: now)
      }
      try await bed.send(batch, names: names)
      try await bed.running { service in
        let alerts = try await journal.wait(for: "word of the failure") {
          $0.alerts.contains { $0.message.hasPrefix("retrain was not carried out") }
        }.alerts
        let alert = try #require(alerts.first { $0.kind == .retraining })
        #expect(alert.message.contains("have the label 0") && alert.severity == .warning, "\(alert.message)")
        try await eventually("the failure is in the catalog") {
          service.board[bed.pipeline]?.serving.current.catalog.failures["first-model"] != nil
        }
        let failure = try #require(
          service.board[bed.pipeline]?.serving.current.catalog.failures["first-model"])
        #expect(failure.commandID == "\(bed.pipeline)-first-model-v0-0-1")
        #expect(journal.now.commands.first?.commandID == failure.commandID)
      }
      await journal.close()
    }

    /// One tree of one split on the first feature, as XGBoost writes it.
    private static func stump(_ names: [String]) -> String {
      let listed = names.map { "\"\($0)\"" }.joined(separator: ",")
      return """
        {"learner":{"feature_names":[\(listed)],"gradient_booster":{"model":{"tree_info":[0],"trees":[
        {"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],"default_left":[1,0,0],
        "split_conditions":[3.0,0.5,-0.5]}]},"name":"gbtree"},"learner_model_param":{"base_score":"5E-1",
        "num_class":"0","num_feature":"\(names.count)"},"objective":{"name":"binary:logistic"}}}
        """
    }
  }
}
