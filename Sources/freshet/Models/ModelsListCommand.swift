import ArgumentParser
import Records
import Registry
import Service

struct ModelsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists a pipeline's versions.")

  @OptionGroup var target: ModelsTarget
  @Flag(help: "End with one JSON object: models, live.") var json = false

  private struct Report: Encodable {
    var models: [VersionSummary]
    var live: ModelVersion
  }

  func run() throws {
    let view = try target.view().view
    let versions: [VersionSummary]
    let live: ModelVersion
    do {
      versions = try view.reader.versions(of: target.pipeline)
      live = try view.reader.liveVersion(of: target.pipeline)
    } catch {
      throw Failure.work("\(error)")
    }
    if json { return try Console.printJSON(Report(models: versions, live: live)) }
    Console.print("version  state      trigger          examples  metrics")
    for model in versions {
      let metrics = model.metrics.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.rounded(places: 4))" }
      Console.print(
        "\("\(model.version)".padding(7))  \(model.state.rawValue.padding(9))  \(model.trigger.padding(15))  "
          + "\("\(model.examples)".padding(8))  \(metrics.joined(separator: ", "))")
    }
    Console.print("live: \(live)")
  }
}
