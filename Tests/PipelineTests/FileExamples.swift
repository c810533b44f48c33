import Pipeline
import Testing

/// Pipeline files for the tests.
enum FileExamples {
  /// The example of the design, word for word.
  static let fraud = """
    pipeline: fraud
    events:
      id: id
      time: ts
      schema:
        id: string
        ts: timestamp
        card_id: string
        amount: {type: double, min: 0}
        country: category
    labels: {id: id, value: is_fraud, type: binary, wait: 24h, absent_means: 0}
    features:
      - amount
      - log_amount: log1p(amount)
      - spend_1h: sum(amount) over 1h by card_id
      - count_1h: count() over 1h by card_id
      - ratio: amount / (mean(amount) over 1h by card_id + 1)
      - country
    model: {algorithm: gbdt, trees: 100, depth: 6, learning_rate: 0.1}
    training: {examples: 50000, holdout: 20%, first_model_after: 2000, seed: 7}
    gate: {metric: logloss, beat_live_by: 0}
    drift:
      window: 5000 events            # or: 10m
      detectors:
        feature-shift: {test: psi, on: features, threshold: 0.2}
        score-shift: {test: ks, on: score, alpha: 0.001}
        error-rise: {test: adwin, on: error, delta: 0.002}
    triggers:
      - {name: concept-drift, on: error-rise, do: retrain}
      - {name: covariate-shift, on: feature-shift, times: 2, do: retrain}
      - {name: nightly, every: 24h, do: retrain}
      - {name: score-watch, on: score-shift, do: alert}
    retraining: {cooldown: 10m, at_most: 24 per day}
    deployment: {strategy: immediate}     # immediate | shadow | canary | manual
    delivery: at-least-once               # or exactly-once

    """

  /// The least that a pipeline file must say.
  static let least = """
    pipeline: least
    events: {id: id, time: ts, schema: {id: string, ts: timestamp, x: double}}
    labels: {value: y, type: regression}
    features: [x]

    """

  /// The definition; a file that should be right and is not fails the test with its problems.
  static func definition(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> PipelineDefinition {
    do {
      return try PipelineFile.parse(text: text, file: "test.yaml").get()
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
      throw error
    }
  }

  /// The problems, as the command line prints them.
  static func problems(_ text: String) -> [String] {
    switch PipelineFile.parse(text: text, file: "f.yaml") {
    case .success: []
    case .failure(let error): error.problems.map(\.description)
    }
  }
}
