import Features
import Models
import Pipeline
import Records

/// Scores events with an artifact, by the stage that scores them in production, without Kafka.
package struct RowScoring {
  /// Why an artifact cannot score events by itself.
  package struct Unusable: Error, CustomStringConvertible {
    package var description: String
  }

  package let definition: PipelineDefinition
  private var scorer: Scorer

  /// - Throws: `Unusable` where the artifact does not say what its events look like.
  package init(_ artifact: Artifact) throws {
    guard let definition = PipelineDefinition(scoringWith: artifact) else {
      throw Unusable(description: "the artifact does not say how events name and date themselves")
    }
    try self.init(definition, model: Model(artifact))
  }

  /// - Precondition: the model is of the definition's layout.
  package init(_ definition: PipelineDefinition, model: Model) throws {
    self.definition = definition
    scorer = Scorer(definition: definition, program: try definition.featureProgram())
    scorer.adopt(model)
  }

  /// Answers events in order; predictions come first, then the events that were refused, as dead letters.
  package mutating func score(_ events: RecordBatch, now: Timestamp, into output: inout RecordBatch) {
    output.removeAll()
    scorer.step(events, now: now, into: &output)
  }
}
