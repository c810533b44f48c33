import Drift

extension FileFault {
  static let all = event + label + feature + expression + learning + drift + subject + slice + trigger + file

  static let event = [
    FileFault(
      "id: id\n", "id: key\n",
      "f.yaml:3: events.id: the schema has no field 'key'; the schema has id, ts, card_id, amount, country"),
    FileFault("time: ts", "time: tss", "f.yaml:4: events.time: the schema has no field 'tss'; did you mean 'ts'?"),
    FileFault(
      "time: ts", "time: amount", "f.yaml:4: events.time: 'amount' is a double; name a timestamp of the schema"),
    FileFault("id: id\n", "id: amount\n", "f.yaml:3: events.id: 'amount' is a double; name a string of the schema"),
    FileFault(
      "  time: ts\n", "",
      "f.yaml:2: events.time: is missing; name the field of the schema that holds the moment it happened"),
    FileFault(
      "card_id: string", "card_id: sting",
      "f.yaml:8: events.schema.card_id: 'sting' is not known; did you mean 'string'?"
    ),
    FileFault(
      "card_id: string", "card_id:",
      "f.yaml:8: events.schema.card_id: has no type; give a type (double, int, bool, timestamp, string or category) or "
        + "a table such as `{type: double, min: 0}`"),
    FileFault(
      "min: 0", "minimum: 0",
      "f.yaml:9: events.schema.amount.minimum: is not a known key; known keys are type, required, min, max, coerce, "
        + "unit, path"
    ),
    FileFault("min: 0", "mni: 0", "f.yaml:9: events.schema.amount.mni: is not a known key; did you mean 'min'?"),
    FileFault(
      "min: 0", "min: \"0\"",
      "f.yaml:9: events.schema.amount.min: is the text '0', not a number; give a number such as 0.5, without quotes"),
    FileFault("min: 0", "min: 3, max: 2", "f.yaml:9: events.schema.amount.max: is below min; give max at least 3"),
    FileFault(
      "min: 0", "unit: s",
      "f.yaml:9: events.schema.amount.unit: does not apply to a double; remove it; units are for timestamps"),
    FileFault(
      "country: category", "country: {type: category, min: 1}",
      "f.yaml:10: events.schema.country.min: does not apply to a category; remove it; bounds are for double and int"),
    FileFault(
      "country: category", "country: {type: category, coerce: true}",
      "f.yaml:10: events.schema.country.coerce: does not apply to a category, which takes numbers anyway; remove it"),
    FileFault(
      "country: category", "card..id: category",
      "f.yaml:10: events.schema.card..id: 'card..id' is no path to a field; give keys joined by '.', such as card.id"),
    FileFault(
      "country: category", "country: {type: category, path: amount}",
      "f.yaml:10: events.schema.country: reads the same place as the field 'amount'; keep one of them"),
    FileFault(
      "country: category", "country: category\n    country: string",
      "f.yaml:10: events.schema.country: is given more than once; keep one of them"),
    FileFault(
      "ts: timestamp", "ts: {type: timestamp, unit: days}", "f.yaml:7: events.schema.ts.unit: is 'days'; give ms or s"),
    FileFault(
      "amount: {type: double, min: 0}", "amount: {type: double, required: yes}",
      "f.yaml:9: events.schema.amount.required: is 'yes', not a boolean; give true or false"),
  ]

  static let label = [
    FileFault(
      "value: is_fraud, ", "",
      "f.yaml:11: labels.value: is missing; name the field of the label's record that holds the truth"),
    FileFault(
      "value: is_fraud", "value: id", "f.yaml:11: labels.value: 'id' is the id too; name the field that holds the truth"
    ),
    FileFault("type: binary", "type: bianry", "f.yaml:11: labels.type: 'bianry' is not known; did you mean 'binary'?"),
    FileFault(
      "type: binary", "type: ranking",
      "f.yaml:11: labels.type: 'ranking' is not known; give binary, multiclass or regression"),
    FileFault("type: binary, ", "", "f.yaml:11: labels.type: is missing; give binary, multiclass or regression"),
    FileFault(
      "wait: 24h", "wait: 1 day",
      "f.yaml:11: labels.wait: is '1 day', not a duration; give 250ms, 10s, 5m, 24h or 7d, from 1ms to 3650d"),
    FileFault(
      "wait: 24h", "wait: 0s",
      "f.yaml:11: labels.wait: 0s is out of range; give 250ms, 10s, 5m, 24h or 7d, from 1ms to 3650d"),
    FileFault(
      "absent_means: 0", "absent_means: none",
      "f.yaml:11: labels.absent_means: is 'none'; give 0 or 1, what a label that never comes means"),
    FileFault(
      "absent_means: 0", "classes: [a, b]", "f.yaml:11: labels.classes: applies to multiclass labels only; remove it"),
    FileFault(
      "binary, wait: 24h, absent_means: 0", "multiclass, classes: [car, bus], absent_means: cat",
      "f.yaml:11: labels.absent_means: 'cat' is not one of the classes; did you mean 'car'?"),
    FileFault(
      "binary, wait: 24h, absent_means: 0", "multiclass, classes: [car]",
      "f.yaml:11: labels.classes: lists 1; list 2 to 1000 names, such as `[car, van, bus]`"),
  ]

  static let feature = [
    FileFault(
      "  - amount\n", "  - amuont\n", "f.yaml:13: features[0]: the schema has no field 'amuont'; did you mean 'amount'?"
    ),
    FileFault(
      "  - amount\n", "  - log1p(amount)\n",
      "f.yaml:13: features[0]: is an expression without a name; name it: `- my_feature: log1p(amount)`"),
    FileFault(
      "  - amount\n", "  - log_amount: amount\n",
      "f.yaml:14: features.log_amount: there is another feature 'log_amount'; give each feature a name of its own"),
    FileFault(
      "  - amount\n", "  - score: amount\n",
      "f.yaml:13: features.score: 'score' is what a detector calls something else; give the feature another name"),
    FileFault(
      "  - amount\n", "  - my amount: amount\n",
      "f.yaml:13: features.my amount: 'my amount' cannot name a feature; give a name of at most 100 letters, digits, "
        + "'_', '-' and '.'"
    ),
    FileFault(
      "  - amount\n", "  - {a: amount, b: amount}\n",
      "f.yaml:13: features[0]: has 2 names; begin each feature with a dash of its own"),
    FileFault(
      "  - amount\n", "  - a:\n",
      "f.yaml:13: features.a: is nothing, not a text; give an expression such as log1p(amount)"),
  ]

  static let expression = [
    FileFault(
      "log1p(amount)", "log1p(amuont)",
      "f.yaml:14: features.log_amount: column 7: 'amuont' is neither a field nor an earlier feature; did you mean "
        + "'amount'?"
    ),
    FileFault(
      "log1p(amount)", "log1pp(amount)",
      "f.yaml:14: features.log_amount: column 1: there is no function 'log1pp'; did you mean 'log1p'?"),
    FileFault(
      "log1p(amount)", "log1p(amount",
      "f.yaml:14: features.log_amount: column 13: expected ')' to close the arguments of log1p, found the end of the "
        + "expression; correct the expression there"),
    FileFault(
      "log1p(amount)", "card_id",
      "f.yaml:14: features.log_amount: column 1: card_id is a string, which has no bound on its values; declare the "
        + "field a category, or compare or count it"),
    FileFault(
      "over 1h by card_id\n", "over 1y by card_id\n",
      "f.yaml:15: features.spend_1h: column 18: '1y' is not a window's length; write 500ms, 30s, 10m, 24h, 7d, 2w, or "
        + "100 events; at most 3650d"),
    FileFault(
      "on: score,", "on: country,",
      "f.yaml:26: drift.detectors.score-shift.on: ks cannot look at 'country', which is a category; use psi, chi2 "
        + "or js, or look at something else"),
  ]

  static let learning = [
    FileFault(
      "algorithm: gbdt", "algorithm: xgboost",
      "f.yaml:19: model.algorithm: 'xgboost' is not known; give linear, gbdt or auto"),
    FileFault("algorithm: gbdt, ", "", "f.yaml:19: model.algorithm: is missing; give linear, gbdt or auto"),
    FileFault("trees: 100", "tree: 100", "f.yaml:19: model.tree: is not a parameter of gbdt; did you mean 'trees'?"),
    FileFault(
      "trees: 100", "trees: 0",
      "f.yaml:19: model.trees: 0 is out of range; give a whole number from 1 to 2000: boosting rounds (a tree a class "
        + "each)"
    ),
    FileFault(
      "trees: 100", "trees: 1.5",
      "f.yaml:19: model.trees: 1.5 is out of range; give a whole number from 1 to 2000: boosting rounds (a tree a "
        + "class each)"
    ),
    FileFault(
      "depth: 6", "depth: deep",
      "f.yaml:19: model.depth: is 'deep', not a number; give a whole number from 1 to 14: most decisions from a root "
        + "to a leaf"
    ),
    FileFault(
      "holdout: 20%", "holdout: 120%",
      "f.yaml:20: training.holdout: 120% is out of range; give a share such as 20% or 0.2, from 1% to 90%"),
    FileFault(
      "holdout: 20%", "holdout: a fifth",
      "f.yaml:20: training.holdout: is 'a fifth', not a share; give a share such as 20% or 0.2, from 1% to 90%"),
    FileFault(
      "holdout: 20%, first_model_after: 2000", "holdout: 2%, first_model_after: 100",
      "f.yaml:20: training.holdout: leaves fewer than 10 of 100 examples to judge a candidate by; raise holdout, or "
        + "the examples that a training waits for"
    ),
    FileFault(
      "seed: 7", "seed: -7",
      "f.yaml:20: training.seed: is '-7', not a whole number; give a whole number from 0 to 9223372036854775807"
    ),
    FileFault(
      "metric: logloss", "metric: rmse",
      "f.yaml:21: gate.metric: rmse does not judge binary labels; give logloss, accuracy, auc, kappa, f1 or brier"),
    FileFault(
      "beat_live_by: 0", "beat_live: 0", "f.yaml:21: gate.beat_live: is not a known key; did you mean 'beat_live_by'?"),
    FileFault(
      "beat_live_by: 0", "confidence: 40%",
      "f.yaml:21: gate.confidence: 40% is out of range; give a share such as 20% or 0.2, from 50% to 99.99%"),
    FileFault(
      "beat_live_by: 0", "guards: {slices: [county]}",
      "f.yaml:21: gate.guards.slices[0]: there is no feature 'county'; did you mean 'country'?"),
    FileFault(
      "beat_live_by: 0", "guards: {slices: [country, country]}",
      "f.yaml:21: gate.guards.slices[1]: 'country' is named twice; name it once"),
    FileFault(
      "beat_live_by: 0", "guards: {min_count: 50}",
      "f.yaml:21: gate.guards.slices: is missing; name features of the pipeline, such as `slices: [country]`"),
    FileFault(
      "beat_live_by: 0", "latency: 5",
      "f.yaml:21: gate.latency: is '5', not a duration; give 250ms, 10s, 5m, 24h or 7d, from 1ms to 1m"),
  ]

  static let drift = [
    FileFault(
      "delta: 0.002", "delta: 0.002, low: 1, high: 0",
      "f.yaml:27: drift.detectors.error-rise: low 1.0 must be less than high 0.0; change one of them"),
    FileFault(
      "delta: 0.002", "direction: upwards",
      "f.yaml:27: drift.detectors.error-rise.direction: 'upwards' is not known; give down, both or up"),
    FileFault(
      "delta: 0.002", "delta: 0.002, false_alarm_every: 100000 events",
      "f.yaml:27: drift.detectors.error-rise: false_alarm_every stands in place of delta; change one of them"),
    FileFault(
      "test: adwin, on: error, delta: 0.002", "test: ddm, on: error, false_alarm_every: 100000 events",
      "f.yaml:27: drift.detectors.error-rise.false_alarm_every: is not a parameter of ddm; ddm cannot keep a time "
        + "between false alarms: where ones are rare, the first of them is its alarm, whatever the threshold; leave it "
        + "out, or use adwin, page_hinkley, hddm_a, hddm_w, kswin, seed, glr, e_detector"),
    FileFault(
      "threshold: 0.2", "false_alarm_every: 30d",
      "f.yaml:25: drift.detectors.feature-shift.false_alarm_every: is '30d', not such an interval; give windows, such as "
        + "`1000 windows`; at least 2"),
    FileFault(
      "threshold: 0.2", "reference: 7d ago",
      "f.yaml:25: drift.detectors.feature-shift.reference: a window of events has no time of day or week; give "
        + "`training` or `first 10000`, or windows such as `10m`"),
    FileFault(
      "window: 5000 events", "window: 5000 rows",
      "f.yaml:23: drift.window: is '5000 rows', not a window; give a count such as `5000 events` (10 to 10000000) or a "
        + "duration such as `10m` (1s to 30d)"
    ),
    FileFault(
      "window: 5000 events", "window: 5",
      "f.yaml:23: drift.window: 5 is out of range; give a count such as `5000 events` (10 to 10000000) or a duration "
        + "such as `10m` (1s to 30d)"
    ),
    FileFault(
      "test: adwin", "test: adwn",
      "f.yaml:27: drift.detectors.error-rise.test: 'adwn' is not known; did you mean 'adwin'?"),
    FileFault(
      "on: error,", "on: eror,",
      "f.yaml:27: drift.detectors.error-rise.on: there is no feature 'eror'; did you mean 'error'?"),
    FileFault(
      "alpha: 0.001", "alpha: 2",
      "f.yaml:26: drift.detectors.score-shift.alpha: 2 is out of range; give a number from 1e-12 to 0.5: "
        + "\(DriftTest.ks.parameter("alpha")?.purpose ?? "")"
    ),
    FileFault(
      "alpha: 0.001", "aplha: 0.001",
      "f.yaml:26: drift.detectors.score-shift.aplha: is not a parameter of ks; did you mean 'alpha'?"),
    FileFault(
      ", on: score", "",
      "f.yaml:26: drift.detectors.score-shift.on: is missing; give features, score, prediction, label, error, "
        + "residual, loss, missing-rate, unseen-rate, out-of-range-rate, dead-letter-rate, event-volume, label-coverage, "
        + "label-delay or a feature's name"
    ),
    FileFault(
      "  detectors:\n", "  detectors:\n    a b: {test: ks, on: score}\n",
      "f.yaml:25: drift.detectors.a b: cannot name a detector; give a name of at most 100 letters, digits, '_', '-' "
        + "and '.'"
    ),
  ]

  static let trigger = [
    FileFault(
      "every: 24h, do: retrain", "every: 24h, do: alert",
      "f.yaml:31: triggers[2].do: an alert tells of a detector, and this trigger has none; give retrain, or `on: "
        + "<detector>`"
    ),
    FileFault(
      "on: error-rise", "on: eror-rise",
      "f.yaml:29: triggers[0].on: there is no detector 'eror-rise'; did you mean 'error-rise'?"),
    FileFault(
      "name: nightly", "name: concept-drift",
      "f.yaml:31: triggers[2].name: there is another trigger 'concept-drift'; give each trigger a name of its own"),
    FileFault(
      "name: nightly", "name: manual",
      "f.yaml:31: triggers[2].name: 'manual' is a trigger that every pipeline has; give another name"),
    FileFault(
      "every: 24h, ", "",
      "f.yaml:31: triggers[2]: has no condition; give one of `on: <detector>`, `every: 24h` or `after: 2000 examples`"),
    FileFault(
      "every: 24h", "every: 24h, after: 10",
      "f.yaml:31: triggers[2]: has several conditions (every, after); give one of `on: <detector>`, `every: 24h` or "
        + "`after: 2000 examples`"
    ),
    FileFault(
      "every: 24h", "every: daily",
      "f.yaml:31: triggers[2].every: is 'daily', not a duration; give 250ms, 10s, 5m, 24h or 7d, from 1s to 3650d"),
    FileFault("every: 24h", "every: 24h, times: 2", "f.yaml:31: triggers[2].times: applies to `on:` only; remove it"),
    FileFault("do: alert", "do: page", "f.yaml:32: triggers[3].do: 'page' is not known; give retrain or alert"),
    FileFault(
      "times: 2", "times: 0",
      "f.yaml:30: triggers[1].times: 0 is out of range; give a whole number from 1 to 1000"),
    FileFault(
      "on: error-rise", "on: {any: [error-rise, scoreshift]}",
      "f.yaml:29: triggers[0].on.any[1]: there is no detector 'scoreshift'; did you mean 'score-shift'?"),
    FileFault(
      "on: error-rise", "on: {any: [error-rise]}",
      "f.yaml:29: triggers[0].on.any: names 1 detector; name 2 to 100 detectors, or give `on: <detector>`"),
    FileFault(
      "on: error-rise", "on: {all: [error-rise, error-rise]}",
      "f.yaml:29: triggers[0].on.all[1]: 'error-rise' is named twice; name each detector once"),
    FileFault(
      "on: error-rise", "on: {at_least: 3, of: [error-rise, score-shift]}",
      "f.yaml:29: triggers[0].on.at_least: 3 is out of range; give a whole number from 1 to 2"),
    FileFault(
      "on: error-rise", "on: {of: [error-rise, score-shift]}",
      "f.yaml:29: triggers[0].on: is none of the combinations; give `{any: [a, b]}`, `{all: [a, b]}` or `{at_least: 2, "
        + "of: [a, b, c], within: 3 windows}`"),
    FileFault(
      "on: error-rise", "on: {all: [error-rise, score-shift], within: 10m}",
      "f.yaml:29: triggers[0].on.within: is '10m', not a whole number; give a whole number from 1 to 1000"),
    FileFault(
      "on: feature-shift", "on: {all: [error-rise, score-shift]}",
      "f.yaml:30: triggers[1].times: applies to one detector only; give `within:` beside `of:`"),
    FileFault(
      "24 per day", "24",
      "f.yaml:33: retraining.at_most: is '24', not a rate; give a count from 1 to 1000000 and a period: `24 per day`, "
        + "`3 per hour` or `5 per 12h`"
    ),
    FileFault(
      "cooldown: 10m", "cooldown: 10 minutes",
      "f.yaml:33: retraining.cooldown: is '10 minutes', not a duration; give 250ms, 10s, 5m, 24h or 7d, from 0s to 3650d"
    ),
    FileFault(
      "immediate}", "canary}", "f.yaml:34: deployment.strategy: canary is not available yet; use immediate or manual"),
    FileFault(
      "immediate}", "shadow}", "f.yaml:34: deployment.strategy: shadow is not available yet; use immediate or manual"),
    FileFault(
      "delivery: at-least-once", "delivery: atleast-once",
      "f.yaml:35: delivery: 'atleast-once' is not known; did you mean 'at-least-once'?"),
    FileFault(
      "delivery: at-least-once", "delivery: [at-least-once]",
      "f.yaml:35: delivery: is a list; give at-least-once or exactly-once"),
  ]

  static let file = [
    FileFault("pipeline: fraud", "pipline: fraud", "f.yaml:1: pipline: is not a known key; did you mean 'pipeline'?"),
    FileFault(
      "pipeline: fraud", "pipline: fraud",
      "f.yaml:1: pipeline: is missing; give a name of letters, digits, - and _, at most 100, such as `pipeline: fraud`"),
    FileFault(
      "pipeline: fraud", "pipeline: card fraud",
      "f.yaml:1: pipeline: 'card fraud' cannot name topics; give a name of letters, digits, - and _, at most 100, such "
        + "as `pipeline: fraud`"
    ),
    FileFault(
      "pipeline: fraud", "pipeline: fraud\npipeline: other",
      "f.yaml:1: pipeline: is given more than once; keep one of them"),
    FileFault(
      "pipeline: fraud", "pipeline: fraud\ntopics: {event: e}",
      "f.yaml:2: topics.event: is not a known key; did you mean 'events'?"),
    FileFault(
      "pipeline: fraud", "pipeline: fraud\ntopics: {events: fraud.labels}",
      "f.yaml:2: topics.events: 'fraud.labels' is the labels topic too; give each part a topic of its own"),
    FileFault(
      "pipeline: fraud", "pipeline: fraud\ntopics: {events: a b}",
      "f.yaml:2: topics.events: 'a b' cannot name a topic; give a Kafka topic's name: at most 249 of letters, digits, "
        + "'.', '_' and '-'"
    ),
    FileFault(
      "pipeline: fraud", "pipeline: fraud\ntopics: {config: c}",
      "f.yaml:2: topics.config: cannot be named by the file that is read from it; name it in the service's own settings"
    ),
    FileFault(
      "pipeline: fraud", "pipeline: fraud\ntopic_creation: {partitions: 0}",
      "f.yaml:2: topic_creation.partitions: 0 is out of range; give a whole number from 1 to 10000"),
    FileFault(
      "pipeline: fraud", "pipeline: fraud\ntopic_creation: {retention: {models: 1d}}",
      "f.yaml:2: topic_creation.retention.models: does not apply: the topic keeps the newest record of each key; "
        + "remove it; retention is for events, labels, predictions, examples, alerts, deadletter or commands"
    ),
    FileFault(
      "pipeline: fraud", "pipeline: fraud\ntopic_creation: {retention_size: {events: 64}}",
      "f.yaml:2: topic_creation.retention_size.events: is '64', not a size; give a size such as 64MiB or 10GiB, from "
        + "1MiB to 1024TiB"
    ),
    FileFault(
      "pipeline: fraud", "pipeline: fraud\nfeature_options: {lateness: 1y}",
      "f.yaml:2: feature_options.lateness: is '1y', not a duration; give 250ms, 10s, 5m, 24h or 7d, from 0s to 30d"),
    FileFault(
      "pipeline: fraud", "pipeline: fraud\n? [a]\n: b",
      "f.yaml:2: has a key that is not a name; write keys as plain words"),
  ]
}
