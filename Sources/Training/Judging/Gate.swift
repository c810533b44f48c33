import Models
import Records

/// Judges whether a candidate may go live.
///
/// First whether it can serve at all (`MechanicalGate`), then whether it is better than the live model: on the newest
/// rows that neither of the two has learned from, by the stated margin, as surely as is asked for, and on no slice worse
/// than is allowed. Drift is no evidence that a candidate is better; this is.
package struct Gate {
  /// What is judged, and against what.
  package struct Trial {
    package let candidate: Candidate
    /// The candidate as it would be served.
    package let artifact: [UInt8]
    /// The features that the pipeline computes.
    package let layout: FeatureLayout
    /// The model to beat; nil where nothing has been trained yet.
    package let live: Model?
    /// The last example that the live model learned from; nil where that is not known.
    package let liveLearnedThrough: ExamplePosition?
    /// What answering one event took, as whoever has a clock measured it; nil for not measured.
    package let latency: Duration?
    /// Of the paired bootstrap.
    package let seed: UInt64

    package init(
      candidate: Candidate, artifact: [UInt8], layout: FeatureLayout, live: Model?,
      liveLearnedThrough: ExamplePosition?, latency: Duration?, seed: UInt64
    ) {
      self.candidate = candidate
      self.artifact = artifact
      self.layout = layout
      self.live = live
      self.liveLearnedThrough = liveLearnedThrough
      self.latency = latency
      self.seed = seed
    }
  }

  /// What the gate came to.
  package struct Judgement: Hashable, Sendable {
    package var verdict: ModelCard.Verdict
    /// The live model's metrics on the rows that judged; empty where it was not compared.
    package var liveMetrics: [String: Double]
  }

  /// Of a large holdout at least so many rows must be new to the live model; of a small one, half.
  static let fewestJudgingRows = 50

  private typealias Check = ModelCard.Verdict.Check

  private let trial: Trial
  private let settings: GateSettings
  private var checks: [Check]
  private var own: Double?
  private var other: Double?
  /// What an acceptance rests on.
  private var grounds = ""
  private var liveMetrics: [String: Double] = [:]

  /// The verdict with its evidence.
  ///
  /// A candidate passes when its metric is better than the live model's by `beatLiveBy` or more, and the paired test is as
  /// sure of that as is asked for; at a margin of 0 and a confidence of ½ an equal one passes. It also passes where there is no live model to beat, where the
  /// live model's metric is not defined, and where there is no holdout to judge on. It is refused where its own metric
  /// is not defined on the holdout.
  package static func judge(_ trial: Trial, _ settings: GateSettings) -> Judgement {
    var gate = Gate(trial, settings)
    gate.compare()
    return Judgement(verdict: gate.verdict, liveMetrics: gate.liveMetrics)
  }

  private init(_ trial: Trial, _ settings: GateSettings) {
    self.trial = trial
    self.settings = settings
    checks =
      MechanicalGate(
        candidate: trial.candidate, artifact: trial.artifact, layout: trial.layout, latency: trial.latency,
        latencyBudget: settings.latency
      ).checks
  }

  private var verdict: ModelCard.Verdict {
    let failed = checks.filter { !$0.passed }
    return ModelCard.Verdict(
      accepted: failed.isEmpty, metric: settings.metric.rawValue, candidate: own, live: other,
      margin: settings.beatLiveBy, reason: failed.isEmpty ? grounds : failed.map(\.finding).joined(separator: "; "),
      checks: checks)
  }

  // MARK: Better than the live model

  private mutating func compare() {
    let (candidate, name) = (trial.candidate, settings.metric.rawValue)
    own = candidate.metrics[name]
    guard candidate.holdout.count > 0 else {
      grounds = "there is no holdout to judge on, so the candidate is taken as it is"
      return
    }
    guard own != nil else {
      checks.append(
        Check("gain", passed: false, finding: "\(name) is not defined on this holdout, so nothing speaks for it"))
      return
    }
    guard let live = trial.live else {
      grounds = "there is no model to beat; \(name) is \(Self.text(own!))"
      return
    }
    guard live.task == candidate.holdout.task, live.layout.hash == candidate.holdout.layout.hash else {
      grounds = "\(name) is \(Self.text(own!)), and the live model is of other features or another task"
      return
    }
    compare(with: live)
  }

  private mutating func compare(with live: Model) {
    let rows = unseenRows()
    let needed = min(Self.fewestJudgingRows, (trial.candidate.holdout.count + 1) / 2)
    guard rows.count >= needed else {
      checks.append(
        Check(
          "unseen", passed: false, figure: Double(rows.count), threshold: Double(needed),
          finding: "only \(rows.count) rows are new to both models, and \(needed) are needed to compare them"))
      return
    }
    checks.append(
      Check(
        "unseen", passed: true, figure: Double(rows.count), threshold: Double(needed),
        finding: "judged on the newest \(rows.count) rows, which neither model has learned from"))
    let candidate = JudgedAnswers(trial.candidate.judged, on: rows, metric: settings.metric)
    liveMetrics = Metrics.evaluate(live, on: rows)
    let beaten = JudgedAnswers(live, on: rows, metric: settings.metric)
    let all = [Double](repeating: 1, count: rows.count)
    own = candidate.value(weights: all)
    other = beaten.value(weights: all)
    checkGain()
    guard own != nil, other != nil else { return }
    checkConfidence(candidate, beaten)
    if let guards = settings.guards {
      checks += SliceGuard(guards: guards).checks(candidate, beaten, on: rows)
    }
  }

  /// The rows of the holdout that the live model has not learned from either.
  private func unseenRows() -> TrainingSet {
    guard let place = trial.liveLearnedThrough else { return trial.candidate.holdout }
    return trial.candidate.holdout.suffix(behind: place)
  }

  private mutating func checkGain() {
    let name = settings.metric.rawValue
    guard let own else {
      checks.append(
        Check("gain", passed: false, finding: "\(name) is not defined on these rows, so nothing speaks for it"))
      return
    }
    guard let other else {
      grounds = "\(name) is \(Self.text(own)), and not defined for the live model on these rows"
      return
    }
    let gain = settings.metric.gain(of: own, over: other)
    let change = gain == 0 ? "equal" : "\(gain < 0 ? "worse" : "better") by \(Self.text(abs(gain)))"
    grounds =
      "\(name) is \(Self.text(own)), the live model's \(Self.text(other)): \(change), better by "
      + "\(Self.text(settings.beatLiveBy)) is needed"
    checks.append(
      Check("gain", passed: gain >= settings.beatLiveBy, figure: gain, threshold: settings.beatLiveBy, finding: grounds)
    )
  }

  /// A paired test: McNemar's for accuracy, a paired bootstrap for all else.
  private mutating func checkConfidence(_ candidate: JudgedAnswers, _ live: JudgedAnswers) {
    let test = settings.metric == .accuracy ? "McNemar's test" : "a paired bootstrap"
    let found =
      settings.metric == .accuracy
      ? mcNemar(candidate, live)
      : PairedBootstrap(seed: trial.seed).confidence(candidate, beats: live, margin: settings.beatLiveBy)
    guard let found else { return }
    // At ½ the figures decide: the draws of a bootstrap scatter around them.
    let passed = settings.confidence <= 0.5 || found >= settings.confidence
    let sure = "by \(test) that is \(Self.text((found * 1_000).rounded() / 10)) % sure"
    checks.append(
      Check(
        "confidence", passed: passed, figure: found, threshold: settings.confidence,
        finding: passed ? sure : "\(sure), and \(Self.text(settings.confidence * 100)) % are needed"))
    grounds += "; \(sure)"
  }

  private func mcNemar(_ candidate: JudgedAnswers, _ live: JudgedAnswers) -> Double {
    var (candidateOnly, liveOnly) = (0, 0)
    for (one, other) in zip(candidate.isRight, live.isRight) where one != other {
      if one { candidateOnly += 1 } else { liveOnly += 1 }
    }
    return McNemar(firstOnly: candidateOnly, secondOnly: liveOnly, count: candidate.count)
      .confidence(margin: settings.beatLiveBy)
  }

  /// Six places are more than any holdout can tell apart.
  static func text(_ number: Double) -> String {
    guard abs(number) < 1e9 else { return "\(number)" }
    return "\((number * 1e6).rounded() / 1e6)"
  }
}
