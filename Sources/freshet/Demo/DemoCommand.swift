import ArgumentParser
import Foundation
import Kafka
import Logging
import Pipeline
import Service

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Shows the whole loop on the in-memory broker: a payment stream whose concept changes half-way.",
    discussion: """
      The pipeline is topics/demo.yaml. Needs no Kafka, no files and no network. Exit status 1 if an event was lost or \
      answered twice.
      """)

  @Option(help: ArgumentHelp("Payments in the stream.", valueName: "count"))
  var events = 200_000

  @Option(help: ArgumentHelp("Payments a second; 0 for as fast as they are answered.", valueName: "count"))
  var rate: Double = 10_000

  @Option(help: "The stream's seed.")
  var seed: UInt64 = 1

  @Flag(help: "End with one JSON object.")
  var json = false

  func validate() throws {
    if events < 1 { throw ValidationError("--events \(events): expected at least 1") }
    if rate < 0 { throw ValidationError("--rate \(rate): expected 0 or more") }
  }

  func run() async throws {
    let text = String(decoding: PackageResources.demo_yaml, as: UTF8.self)
    guard case .success(let definition) = PipelineFile.parse(text: text, file: "topics/demo.yaml") else {
      throw Failure.configuration("the demo's own pipeline file is not valid")
    }
    let run = try await DemoRun(definition: definition, text: text, events: events, rate: rate, seed: seed)
    let summary: DemoSummary
    do {
      summary = try await run.play()
    } catch {
      throw Failure.work("the demo stopped: \(error)")
    }
    if json { try Console.printJSON(summary) } else { summary.show() }
    if summary.lost != 0 || summary.duplicated != 0 || !summary.isComplete { throw ExitCode(1) }
  }
}
