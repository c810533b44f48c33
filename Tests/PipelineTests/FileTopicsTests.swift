import Foundation
import Pipeline
import Testing
import Training

@Suite("The files in topics/ are good pipeline files")
struct FileTopicsTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("topics")

  private func definition(_ name: String) throws -> PipelineDefinition {
    try FileExamples.definition(
      String(contentsOf: Self.folder.appendingPathComponent("\(name).yaml"), encoding: .utf8))
  }

  @Test("Each file there is named for its pipeline, and reads back from its canonical text")
  func all() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".yaml") }
    #expect(Set(files).isSuperset(of: ["demo.yaml", "elec2.yaml"]))
    for file in files {
      let definition = try definition(String(file.dropLast(5)))
      #expect("\(definition.name).yaml" == file)
      let again = try FileExamples.definition(definition.canonicalText)
      #expect(again.configurationDigest == definition.configurationDigest)
    }
  }

  @Test("The demo retrains on a drift of concept, and only tells of the inputs' and the score's")
  func demo() throws {
    let demo = try definition("demo")
    #expect(demo.labels.task == .binary)
    #expect(demo.features.count == 8)
    #expect(demo.training.firstModelAfter == 5_000)
    #expect(demo.drift.detectors.map(\.name) == ["error-rise", "feature-shift", "score-shift"])
    #expect(demo.triggers.filter { $0.action == .alert }.map(\.name) == ["covariate-shift", "score-watch"])
    #expect(demo.retraining.cooldown <= .seconds(10))
  }

  @Test("elec2 keeps its windows whole in one partition, and trains again without drift")
  func elec2() throws {
    let elec2 = try definition("elec2")
    #expect(elec2.topicCreation.partitions == 1)
    #expect(elec2.training.firstModelAfter == 1_000)
    #expect(elec2.triggers.contains { $0.condition == .after(examples: 2_000) && $0.action == .retrain })
    #expect(elec2.events.schema.fields.map(\.name).prefix(2) == ["id", "ts"])
  }
}
