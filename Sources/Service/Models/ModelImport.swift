import Foundation
import Kafka
import Logging
import Models
import Pipeline
import Records
import Training

/// Makes a version of a model that was trained elsewhere.
package struct ModelImport {
  /// What the import came to.
  package struct Result: Encodable, Sendable {
    package var version: Int
    package var digest: String
    package var trees: Int
    /// Sample rows that the model answered as was given.
    package var samples: Int
    /// The largest distance from a given output.
    package var largestDifference: Double

    package enum CodingKeys: String, CodingKey {
      case version, digest, trees, samples
      case largestDifference = "largest_difference"
    }
  }

  /// The model does not answer as the samples say, or cannot serve.
  package struct Refusal: Error, CustomStringConvertible {
    package var description: String
  }

  package let definition: PipelineDefinition
  package let settings: ServiceSettings
  package let logger: Logger

  package init(definition: PipelineDefinition, settings: ServiceSettings, logger: Logger) {
    self.definition = definition
    self.settings = settings
    self.logger = logger
  }

  /// Reads, checks and publishes a model. It does not go live by itself: `freshet models promote` lets it answer.
  ///
  /// The same file twice is the same version.
  ///
  /// - Parameter samples: the path of a table of sample rows.
  /// - Throws: `ImportError`, `Refusal` with the first row that differs, or why a file cannot be read.
  package func run(
    _ bytes: [UInt8], format: ImportedForest.Format, samples: String, tolerance: Double, now: Timestamp
  ) throws -> Result {
    let imported = try ImportedForest(bytes, format: format)
    let task = definition.labels.task
    guard imported.task == task else {
      throw ImportError.unfit("its task is \(imported.task.rawValue), the pipeline's is \(task.rawValue)")
    }
    let layout = try definition.featureProgram().layout
    let forest = try imported.forest(for: layout)
    let table = try SampleTable(path: samples, layout: layout, task: task)
    guard table.rows.outputCount == forest.outputCount else {
      throw ImportError.unfit(
        "it has \(forest.outputCount) outputs, and the samples have \(table.rows.outputCount)")
    }
    let catalog = try ModelCatalog.read(settings: settings.kafka, names: definition.topics)
    let commandID = "\(definition.name)-import-\(Artifact.digest(of: bytes).prefix(16))"
    if let card = catalog.card(trainedBy: commandID) {
      return Result(
        version: card.version.number, digest: card.digest, trees: forest.trees.count,
        samples: table.rows.features.count, largestDifference: 0)
    }
    let artifact = artifact(forest, table.classes, layout, commandID: commandID, catalog: catalog)
    let (largest, first) = table.rows.compare(Model(artifact), tolerance: tolerance)
    if let first { throw Refusal(description: sentence(first, in: samples, classes: table.classes)) }
    let card = try publish(
      artifact, table.rows, catalog: catalog, largest: largest, tolerance: tolerance, now: now)
    return Result(
      version: card.version.number, digest: card.digest, trees: forest.trees.count,
      samples: table.rows.features.count, largestDifference: largest)
  }

  private func sentence(_ difference: SampleRows.Difference, in file: String, classes: [String]) -> String {
    let output = classes.isEmpty ? "prediction" : "prediction_\(classes[difference.output])"
    return "row \(difference.row + 1) of \(file) says \(output) \(difference.expected), and the model answers "
      + "\(difference.found); nothing was imported"
  }

  private func artifact(
    _ forest: Forest, _ classes: [String], _ layout: FeatureLayout, commandID: String, catalog: ModelCatalog
  ) -> Artifact {
    let lineage = ModelCard.Lineage(
      parent: catalog.liveVersion, commandID: commandID, trigger: ModelCard.Lineage.importTrigger, alertID: nil,
      examples: Command.Examples(ranges: []), configurationDigest: definition.configurationDigest, seed: 0,
      trainingRows: 0, holdoutRows: 0)
    return Artifact(
      version: ModelVersion(catalog.newestVersion.number + 1), task: definition.labels.task, classes: classes,
      parameters: [:], definitions: definition.features, schema: definition.events.schema,
      source: definition.eventSource, layout: layout, metrics: [:], lineage: lineage,
      encoders: layout.categoryIndices.map { _ in CategoryEncoder(values: [], codes: []) }, predictor: .forest(forest),
      reference: ReferenceProfile())
  }

  private func publish(
    _ artifact: Artifact, _ rows: SampleRows, catalog: ModelCatalog, largest: Double, tolerance: Double,
    now: Timestamp
  ) throws -> ModelCard {
    let candidate = Candidate(imported: artifact, rows: rows.features)
    let trainer = Trainer(definition: definition, layout: artifact.layout)
    let trained = Trainer.Trained(candidate: candidate, artifact: try artifact.encode())
    var outcome = trainer.judge(
      trained, live: .prior(task: artifact.task, layout: artifact.layout, classes: artifact.classes),
      learnedThrough: nil, latency: LatencyProbe.measure(artifact: trained.artifact, rows: rows.features))
    guard outcome.judgement.verdict.accepted else { throw Refusal(description: outcome.judgement.verdict.reason) }
    let finding = "it answers \(rows.features.count) sample rows as was given with it"
    outcome.judgement.verdict.checks.append(
      .init("samples", passed: true, figure: largest, threshold: tolerance, finding: finding))
    outcome.judgement.verdict.reason = "imported: \(finding); promote it to let it answer"
    var output = RecordBatch()
    let card = try trainer.publish(
      outcome, catalog: catalog, seconds: 0, mayGoLive: false, now: now, into: &output)
    try Announcer(settings: settings.kafka, names: definition.topics, logger: logger).send(output)
    return card
  }
}
