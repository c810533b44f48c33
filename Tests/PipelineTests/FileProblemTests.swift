import Drift
import Pipeline
import Testing

/// A good file with one thing made wrong, and the problem that must be listed for it.
private struct Fault: CustomTestStringConvertible, Sendable {
  /// The text of the design's example that is replaced.
  let good: String
  let bad: String
  /// As the command line prints it.
  let problem: String

  init(_ good: String, _ bad: String, _ problem: String) {
    self.good = good
    self.bad = bad
    self.problem = problem
  }

  var testDescription: String { bad }
}

private let eventFaults = [
  Fault(
    "id: id\n", "id: key\n",
    "f.yaml:3: events.id: the schema has no field 'key'; the schema has id, ts, card_id, amount, country"),
  Fault("time: ts", "time: tss", "f.yaml:4: events.time: the schema has no field 'tss'; did you mean 'ts'?"),
  Fault("time: ts", "time: amount", "f.yaml:4: events.time: 'amount' is a double; name a timestamp of the schema"),
  Fault("id: id\n", "id: amount\n", "f.yaml:3: events.id: 'amount' is a double; name a string of the schema"),
  Fault(
    "  time: ts\n", "",
    "f.yaml:2: events.time: is missing; name the field of the schema that holds the moment it happened"),
  Fault(
    "card_id: string", "card_id: sting", "f.yaml:8: events.schema.card_id: 'sting' is not known; did you mean 'string'?"
  ),
  Fault(
    "card_id: string", "card_id:",
    "f.yaml:8: events.schema.card_id: has no type; give a type (double, int, bool, timestamp, string or category) or "
      + "a table such as `{type: double, min: 0}`"),
  Fault(
    "min: 0", "minimum: 0",
    "f.yaml:9: events.schema.amount.minimum: is not a known key; known keys are type, required, min, max, coerce, "
      + "unit, path"
  ),
  Fault("min: 0", "mni: 0", "f.yaml:9: events.schema.amount.mni: is not a known key; did you mean 'min'?"),
  Fault(
    "min: 0", "min: \"0\"",
    "f.yaml:9: events.schema.amount.min: is the text '0', not a number; give a number such as 0.5, without quotes"),
  Fault("min: 0", "min: 3, max: 2", "f.yaml:9: events.schema.amount.max: is below min; give max at least 3"),
  Fault(
    "min: 0", "unit: s",
    "f.yaml:9: events.schema.amount.unit: does not apply to a double; remove it; units are for timestamps"),
  Fault(
    "country: category", "country: {type: category, min: 1}",
    "f.yaml:10: events.schema.country.min: does not apply to a category; remove it; bounds are for double and int"),
  Fault(
    "country: category", "country: {type: category, coerce: true}",
    "f.yaml:10: events.schema.country.coerce: does not apply to a category, which takes numbers anyway; remove it"),
  Fault(
    "country: category", "card..id: category",
    "f.yaml:10: events.schema.card..id: 'card..id' is no path to a field; give keys joined by '.', such as card.id"),
  Fault(
    "country: category", "country: {type: category, path: amount}",
    "f.yaml:10: events.schema.country: reads the same place as the field 'amount'; keep one of them"),
  Fault(
    "country: category", "country: category\n    country: string",
    "f.yaml:10: events.schema.country: is given more than once; keep one of them"),
  Fault(
    "ts: timestamp", "ts: {type: timestamp, unit: days}", "f.yaml:7: events.schema.ts.unit: is 'days'; give ms or s"),
  Fault(
    "amount: {type: double, min: 0}", "amount: {type: double, required: yes}",
    "f.yaml:9: events.schema.amount.required: is 'yes', not a boolean; give true or false"),
]

private let labelFaults = [
  Fault(
    "value: is_fraud, ", "",
    "f.yaml:11: labels.value: is missing; name the field of the label's record that holds the truth"),
  Fault(
    "value: is_fraud", "value: id", "f.yaml:11: labels.value: 'id' is the id too; name the field that holds the truth"),
  Fault("type: binary", "type: bianry", "f.yaml:11: labels.type: 'bianry' is not known; did you mean 'binary'?"),
  Fault(
    "type: binary", "type: ranking",
    "f.yaml:11: labels.type: 'ranking' is not known; give binary, multiclass or regression"),
  Fault("type: binary, ", "", "f.yaml:11: labels.type: is missing; give binary, multiclass or regression"),
  Fault(
    "wait: 24h", "wait: 1 day",
    "f.yaml:11: labels.wait: is '1 day', not a duration; give 250ms, 10s, 5m, 24h or 7d, from 1ms to 3650d"),
  Fault(
    "wait: 24h", "wait: 0s",
    "f.yaml:11: labels.wait: 0s is out of range; give 250ms, 10s, 5m, 24h or 7d, from 1ms to 3650d"),
  Fault(
    "absent_means: 0", "absent_means: none",
    "f.yaml:11: labels.absent_means: is 'none'; give 0 or 1, what a label that never comes means"),
  Fault(
    "absent_means: 0", "classes: [a, b]", "f.yaml:11: labels.classes: applies to multiclass labels only; remove it"),
  Fault(
    "binary, wait: 24h, absent_means: 0", "multiclass, classes: [car, bus], absent_means: cat",
    "f.yaml:11: labels.absent_means: 'cat' is not one of the classes; did you mean 'car'?"),
  Fault(
    "binary, wait: 24h, absent_means: 0", "multiclass, classes: [car]",
    "f.yaml:11: labels.classes: lists 1; list 2 to 1000 names, such as `[car, van, bus]`"),
]

private let featureFaults = [
  Fault(
    "  - amount\n", "  - amuont\n", "f.yaml:13: features[0]: the schema has no field 'amuont'; did you mean 'amount'?"),
  Fault(
    "  - amount\n", "  - log1p(amount)\n",
    "f.yaml:13: features[0]: is an expression without a name; name it: `- my_feature: log1p(amount)`"),
  Fault(
    "  - amount\n", "  - log_amount: amount\n",
    "f.yaml:14: features.log_amount: there is another feature 'log_amount'; give each feature a name of its own"),
  Fault(
    "  - amount\n", "  - score: amount\n",
    "f.yaml:13: features.score: 'score' is what a detector calls something else; give the feature another name"),
  Fault(
    "  - amount\n", "  - my amount: amount\n",
    "f.yaml:13: features.my amount: 'my amount' cannot name a feature; give a name of at most 100 letters, digits, "
      + "'_', '-' and '.'"
  ),
  Fault(
    "  - amount\n", "  - {a: amount, b: amount}\n",
    "f.yaml:13: features[0]: has 2 names; begin each feature with a dash of its own"),
  Fault(
    "  - amount\n", "  - a:\n",
    "f.yaml:13: features.a: is nothing, not a text; give an expression such as log1p(amount)"),
]

private let expressionFaults = [
  Fault(
    "log1p(amount)", "log1p(amuont)",
    "f.yaml:14: features.log_amount: column 7: 'amuont' is neither a field nor an earlier feature; did you mean "
      + "'amount'?"
  ),
  Fault(
    "log1p(amount)", "log1pp(amount)",
    "f.yaml:14: features.log_amount: column 1: there is no function 'log1pp'; did you mean 'log1p'?"),
  Fault(
    "log1p(amount)", "log1p(amount",
    "f.yaml:14: features.log_amount: column 13: expected ')' to close the arguments of log1p, found the end of the "
      + "expression; correct the expression there"),
  Fault(
    "log1p(amount)", "card_id",
    "f.yaml:14: features.log_amount: column 1: card_id is a string, which has no bound on its values; declare the "
      + "field a category, or compare or count it"),
  Fault(
    "over 1h by card_id\n", "over 1y by card_id\n",
    "f.yaml:15: features.spend_1h: column 18: '1y' is not a window's length; write 500ms, 30s, 10m, 24h, 7d, 2w, or "
      + "100 events; at most 3650d"),
  Fault(
    "on: score,", "on: country,",
    "f.yaml:26: drift.detectors.score-shift.on: ks cannot look at 'country', which is a category; use psi, chi2 "
      + "or js, or look at something else"),
]

private let learningFaults = [
  Fault(
    "algorithm: gbdt", "algorithm: xgboost", "f.yaml:19: model.algorithm: 'xgboost' is not known; give linear or gbdt"),
  Fault("algorithm: gbdt, ", "", "f.yaml:19: model.algorithm: is missing; give linear or gbdt"),
  Fault("trees: 100", "tree: 100", "f.yaml:19: model.tree: is not a parameter of gbdt; did you mean 'trees'?"),
  Fault(
    "trees: 100", "trees: 0",
    "f.yaml:19: model.trees: 0 is out of range; give a whole number from 1 to 2000: boosting rounds (a tree a class "
      + "each)"
  ),
  Fault(
    "trees: 100", "trees: 1.5",
    "f.yaml:19: model.trees: 1.5 is out of range; give a whole number from 1 to 2000: boosting rounds (a tree a "
      + "class each)"
  ),
  Fault(
    "depth: 6", "depth: deep",
    "f.yaml:19: model.depth: is 'deep', not a number; give a whole number from 1 to 14: most decisions from a root "
      + "to a leaf"
  ),
  Fault(
    "holdout: 20%", "holdout: 120%",
    "f.yaml:20: training.holdout: 120% is out of range; give a share such as 20% or 0.2, from 1% to 90%"),
  Fault(
    "holdout: 20%", "holdout: a fifth",
    "f.yaml:20: training.holdout: is 'a fifth', not a share; give a share such as 20% or 0.2, from 1% to 90%"),
  Fault(
    "holdout: 20%, first_model_after: 2000", "holdout: 2%, first_model_after: 100",
    "f.yaml:20: training.holdout: leaves fewer than 10 of 100 examples to judge a candidate by; raise holdout, or "
      + "the examples that a training waits for"
  ),
  Fault(
    "seed: 7", "seed: -7",
    "f.yaml:20: training.seed: is '-7', not a whole number; give a whole number from 0 to 9223372036854775807"
  ),
  Fault(
    "metric: logloss", "metric: rmse",
    "f.yaml:21: gate.metric: rmse does not judge binary labels; give logloss, accuracy, auc, kappa, f1 or brier"),
  Fault(
    "beat_live_by: 0", "beat_live: 0", "f.yaml:21: gate.beat_live: is not a known key; did you mean 'beat_live_by'?"),
]

private let driftFaults = [
  Fault(
    "delta: 0.002", "delta: 0.002, low: 1, high: 0",
    "f.yaml:27: drift.detectors.error-rise: low 1.0 must be less than high 0.0; change one of them"),
  Fault(
    "delta: 0.002", "direction: upwards",
    "f.yaml:27: drift.detectors.error-rise.direction: 'upwards' is not known; give down, both or up"),
  Fault(
    "threshold: 0.2", "false_alarm_every: 30d",
    "f.yaml:25: drift.detectors.feature-shift.false_alarm_every: is '30d', not such an interval; give windows, such as "
      + "`1000 windows`; at least 2"),
  Fault(
    "window: 5000 events", "window: 5000 rows",
    "f.yaml:23: drift.window: is '5000 rows', not a window; give a count such as `5000 events` (10 to 10000000) or a "
      + "duration such as `10m` (1s to 30d)"
  ),
  Fault(
    "window: 5000 events", "window: 5",
    "f.yaml:23: drift.window: 5 is out of range; give a count such as `5000 events` (10 to 10000000) or a duration "
      + "such as `10m` (1s to 30d)"
  ),
  Fault(
    "test: adwin", "test: adwn",
    "f.yaml:27: drift.detectors.error-rise.test: 'adwn' is not known; did you mean 'adwin'?"),
  Fault(
    "on: error,", "on: eror,",
    "f.yaml:27: drift.detectors.error-rise.on: there is no feature 'eror'; did you mean 'error'?"),
  Fault(
    "alpha: 0.001", "alpha: 2",
    "f.yaml:26: drift.detectors.score-shift.alpha: 2 is out of range; give a number from 1e-12 to 0.5: "
      + "\(DriftTest.ks.parameter("alpha")?.purpose ?? "")"
  ),
  Fault(
    "alpha: 0.001", "aplha: 0.001",
    "f.yaml:26: drift.detectors.score-shift.aplha: is not a parameter of ks; did you mean 'alpha'?"),
  Fault(
    ", on: score", "",
    "f.yaml:26: drift.detectors.score-shift.on: is missing; give features, score, prediction, label, error or a "
      + "feature's name"
  ),
  Fault(
    "  detectors:\n", "  detectors:\n    a b: {test: ks, on: score}\n",
    "f.yaml:25: drift.detectors.a b: cannot name a detector; give a name of at most 100 letters, digits, '_', '-' "
      + "and '.'"
  ),
]

private let triggerFaults = [
  Fault(
    "every: 24h, do: retrain", "every: 24h, do: alert",
    "f.yaml:31: triggers[2].do: an alert tells of a detector, and this trigger has none; give retrain, or `on: "
      + "<detector>`"
  ),
  Fault(
    "on: error-rise", "on: eror-rise",
    "f.yaml:29: triggers[0].on: there is no detector 'eror-rise'; did you mean 'error-rise'?"),
  Fault(
    "name: nightly", "name: concept-drift",
    "f.yaml:31: triggers[2].name: there is another trigger 'concept-drift'; give each trigger a name of its own"),
  Fault(
    "name: nightly", "name: manual",
    "f.yaml:31: triggers[2].name: 'manual' is a trigger that every pipeline has; give another name"),
  Fault(
    "every: 24h, ", "",
    "f.yaml:31: triggers[2]: has no condition; give one of `on: <detector>`, `every: 24h` or `after: 2000 examples`"),
  Fault(
    "every: 24h", "every: 24h, after: 10",
    "f.yaml:31: triggers[2]: has several conditions (every, after); give one of `on: <detector>`, `every: 24h` or "
      + "`after: 2000 examples`"
  ),
  Fault(
    "every: 24h", "every: daily",
    "f.yaml:31: triggers[2].every: is 'daily', not a duration; give 250ms, 10s, 5m, 24h or 7d, from 1s to 3650d"),
  Fault("every: 24h", "every: 24h, times: 2", "f.yaml:31: triggers[2].times: applies to `on:` only; remove it"),
  Fault("do: alert", "do: page", "f.yaml:32: triggers[3].do: 'page' is not known; give retrain or alert"),
  Fault(
    "times: 2", "times: 0",
    "f.yaml:30: triggers[1].times: 0 is out of range; give a whole number from 1 to 1000"),
  Fault(
    "24 per day", "24",
    "f.yaml:33: retraining.at_most: is '24', not a rate; give a count from 1 to 1000000 and a period: `24 per day`, "
      + "`3 per hour` or `5 per 12h`"
  ),
  Fault(
    "cooldown: 10m", "cooldown: 10 minutes",
    "f.yaml:33: retraining.cooldown: is '10 minutes', not a duration; give 250ms, 10s, 5m, 24h or 7d, from 0s to 3650d"
  ),
  Fault(
    "immediate}", "canary}", "f.yaml:34: deployment.strategy: canary is not available yet; use immediate or manual"),
  Fault(
    "immediate}", "shadow}", "f.yaml:34: deployment.strategy: shadow is not available yet; use immediate or manual"),
  Fault(
    "delivery: at-least-once", "delivery: atleast-once",
    "f.yaml:35: delivery: 'atleast-once' is not known; did you mean 'at-least-once'?"),
  Fault(
    "delivery: at-least-once", "delivery: [at-least-once]",
    "f.yaml:35: delivery: is a list; give at-least-once or exactly-once"),
]

private let fileFaults = [
  Fault("pipeline: fraud", "pipline: fraud", "f.yaml:1: pipline: is not a known key; did you mean 'pipeline'?"),
  Fault(
    "pipeline: fraud", "pipline: fraud",
    "f.yaml:1: pipeline: is missing; give a name of letters, digits, - and _, at most 100, such as `pipeline: fraud`"),
  Fault(
    "pipeline: fraud", "pipeline: card fraud",
    "f.yaml:1: pipeline: 'card fraud' cannot name topics; give a name of letters, digits, - and _, at most 100, such "
      + "as `pipeline: fraud`"
  ),
  Fault(
    "pipeline: fraud", "pipeline: fraud\npipeline: other",
    "f.yaml:1: pipeline: is given more than once; keep one of them"),
  Fault(
    "pipeline: fraud", "pipeline: fraud\ntopics: {event: e}",
    "f.yaml:2: topics.event: is not a known key; did you mean 'events'?"),
  Fault(
    "pipeline: fraud", "pipeline: fraud\ntopics: {events: fraud.labels}",
    "f.yaml:2: topics.events: 'fraud.labels' is the labels topic too; give each part a topic of its own"),
  Fault(
    "pipeline: fraud", "pipeline: fraud\ntopics: {events: a b}",
    "f.yaml:2: topics.events: 'a b' cannot name a topic; give a Kafka topic's name: at most 249 of letters, digits, "
      + "'.', '_' and '-'"
  ),
  Fault(
    "pipeline: fraud", "pipeline: fraud\ntopics: {config: c}",
    "f.yaml:2: topics.config: cannot be named by the file that is read from it; name it in the service's own settings"),
  Fault(
    "pipeline: fraud", "pipeline: fraud\ntopic_creation: {partitions: 0}",
    "f.yaml:2: topic_creation.partitions: 0 is out of range; give a whole number from 1 to 10000"),
  Fault(
    "pipeline: fraud", "pipeline: fraud\ntopic_creation: {retention: {models: 1d}}",
    "f.yaml:2: topic_creation.retention.models: does not apply: the topic keeps the newest record of each key; "
      + "remove it; retention is for events, labels, predictions, examples, alerts, deadletter or commands"
  ),
  Fault(
    "pipeline: fraud", "pipeline: fraud\ntopic_creation: {retention_size: {events: 64}}",
    "f.yaml:2: topic_creation.retention_size.events: is '64', not a size; give a size such as 64MiB or 10GiB, from "
      + "1MiB to 1024TiB"
  ),
  Fault(
    "pipeline: fraud", "pipeline: fraud\nfeature_options: {lateness: 1y}",
    "f.yaml:2: feature_options.lateness: is '1y', not a duration; give 250ms, 10s, 5m, 24h or 7d, from 0s to 30d"),
  Fault(
    "pipeline: fraud", "pipeline: fraud\n? [a]\n: b",
    "f.yaml:2: has a key that is not a name; write keys as plain words"),
]

@Suite("Every problem of a pipeline file is listed with its line, its path and what would be right")
struct FileProblemTests {
  @Test(
    "One thing wrong is one problem",
    arguments: eventFaults + labelFaults + featureFaults + expressionFaults + learningFaults + driftFaults
      + triggerFaults + fileFaults)
  private func single(_ fault: Fault) throws {
    let place = try #require(FileExamples.fraud.firstRange(of: fault.good))
    let problems = FileExamples.problems(
      FileExamples.fraud[..<place.lowerBound] + fault.bad + FileExamples.fraud[place.upperBound...])
    #expect(problems.contains(fault.problem), "\(problems.joined(separator: "\n"))")
    if !fault.bad.hasPrefix("pipline") { #expect(problems.count == 1, "\(problems.joined(separator: "\n"))") }
  }

  @Test("Many things wrong are all listed, in the order of the lines")
  func many() {
    let problems = FileExamples.problems(
      """
      pipeline: a b
      events: {id: id, time: ts, schema: {id: string, ts: timestamp, x: doubel}}
      labels: {value: y, type: binary, wiat: 1h, wait: soon}
      model: {algorithm: gbdt, trees: many}
      model: {algorithm: linear}
      drift: {window: 10y, detectors: {d: {test: ks, on: score, alpha: 7}}}
      triggers: [{name: t, on: e, do: retrain}, {name: t, every: 1h, do: nothing}]
      """)
    let places = problems.map { $0.split(separator: ": ", maxSplits: 2).prefix(2).joined(separator: " ") }
    #expect(
      places == [
        "f.yaml:1 pipeline", "f.yaml:1 features", "f.yaml:2 events.schema.x", "f.yaml:3 labels.wiat",
        "f.yaml:3 labels.wait", "f.yaml:4 model", "f.yaml:6 drift.window", "f.yaml:6 drift.detectors.d.alpha",
        "f.yaml:7 triggers[0].on", "f.yaml:7 triggers[1].name", "f.yaml:7 triggers[1].do",
      ], "\(problems.joined(separator: "\n"))")
  }

  @Test("A key given three times, and another twice in a table beneath, are three problems")
  func repeatedKeys() {
    let text =
      FileExamples.least + "model: {algorithm: gbdt}\nmodel: {}\n\"model\": {algorithm: gbdt, trees: 1, trees: 2}\n"
    let problems = FileExamples.problems(text)
    #expect(
      problems == [
        "f.yaml:5: model: is given more than once; keep one of them",
        "f.yaml:6: model: is given more than once; keep one of them",
        "f.yaml:7: model.trees: is given more than once; keep one of them",
      ])
  }

  @Test("What cannot be read at all is one problem")
  func unreadable() {
    #expect(FileExamples.problems("") == ["f.yaml:1: is empty; describe a pipeline, beginning with `pipeline: <name>`"])
    #expect(FileExamples.problems("# nothing\n") == FileExamples.problems(""))
    #expect(
      FileExamples.problems("just text") == [
        "f.yaml:1: is 'just text', not a table; describe a pipeline as a table, beginning with `pipeline: <name>`"
      ])
    #expect(
      FileExamples.problems(FileExamples.least + "---\n" + FileExamples.least) == [
        "f.yaml:5: holds a second document; put each pipeline into a file of its own"
      ])
    #expect(
      FileExamples.problems("pipeline: a\nevents: {id: [}\n") == [
        "f.yaml:2: is not YAML: did not find expected node content (while parsing a flow node); check quotes, brackets "
          + "and indentation there"
      ])
    #expect(
      FileExamples.problems("pipeline: a\nevents:\u{1}\n") == [
        "f.yaml:2: is not YAML: control characters are not allowed; remove the control character"
      ])
  }

  @Test("References, deep nesting and huge files are refused before they are followed")
  func bombs() {
    let laughs = (0..<40).map { level in
      let words = Array(repeating: level == 0 ? "lol" : "*a\(level - 1)", count: 9)
      return "a\(level): &a\(level) [\(words.joined(separator: ","))]"
    }
    #expect(
      FileExamples.problems(laughs.joined(separator: "\n")) == [
        "f.yaml:1: has an anchor (&name); write the value out where it is used; in a text, quote the &"
      ])
    let deep = "is nested too deeply; a pipeline file needs no more than six levels"
    #expect(FileExamples.problems("a: " + String(repeating: "[", count: 50_000)) == ["f.yaml:1: \(deep)"])
    #expect(FileExamples.problems("pipeline: x\n" + String(repeating: "- ", count: 50_000)) == ["f.yaml:2: \(deep)"])
    #expect(FileExamples.problems(String(repeating: "? ", count: 50_000) + "a") == ["f.yaml:1: \(deep)"])
    #expect(
      FileExamples.problems(String(repeating: "#", count: PipelineFile.largestByteCount + 1)) == [
        "f.yaml:1: is larger than a pipeline file can be; give at most 256KiB"
      ])
    #expect(FileExamples.problems("a: *b").count == 1)
    #expect(FileExamples.problems("<<: {pipeline: a}").contains { $0.contains(": <<: is not a known key") })
  }

  @Test("Expressions that nest without end or are very long are refused, not followed")
  func deepExpressions() {
    let open = String(repeating: "(", count: 100_000)
    let minus = String(repeating: "-", count: 100_000)
    let power = Array(repeating: "x", count: 50_000).joined(separator: "^")
    let sum = Array(repeating: "x", count: 50_000).joined(separator: "+")
    let calls = String(repeating: "abs(", count: 30_000)
    let not = String(repeating: "not ", count: 30_000)
    for expression in [open, minus + "x", power, sum, calls, not + "x", String(repeating: "if(", count: 30_000)] {
      let text = FileExamples.least.replacing("[x]", with: "[{deep: \"\(expression)\"}]")
      let problems = FileExamples.problems(text)
      #expect(problems.count == 1, "\(expression.prefix(10))")
      #expect(problems.allSatisfy { $0.hasPrefix("f.yaml:4: features.deep: ") }, "\(problems)")
    }
  }
}
