import Records

/// Judges whether a candidate may go live.
package enum Gate {
  /// The verdict, with a sentence that says why.
  ///
  /// A candidate passes when its metric is better than the live model's by `beatLiveBy` or more, so that at 0 an equal
  /// one passes: it has learned from newer examples. It also passes where there is no live model to beat, where the
  /// live model's metric is not defined, and where there is no holdout to judge on. It is refused where its own metric
  /// is not defined on the holdout.
  ///
  /// - Parameters:
  ///   - candidate: metrics on the holdout; empty where there was no holdout.
  ///   - live: the live model's on the same holdout; nil where none has been trained yet.
  package static func judge(
    candidate: [String: Double], live: [String: Double]?, _ settings: GateSettings
  ) -> ModelCard.Verdict {
    let name = settings.metric.rawValue
    let own = candidate[name]
    let theirs = live?[name]
    func verdict(_ accepted: Bool, _ reason: String) -> ModelCard.Verdict {
      ModelCard.Verdict(
        accepted: accepted, metric: name, candidate: own, live: theirs, margin: settings.beatLiveBy, reason: reason)
    }
    if candidate.isEmpty { return verdict(true, "there is no holdout to judge on, so the candidate is taken as it is") }
    guard let own else { return verdict(false, "\(name) is not defined on this holdout, so nothing speaks for it") }
    guard live != nil else { return verdict(true, "there is no model to beat; \(name) is \(text(own))") }
    guard let theirs else {
      return verdict(true, "\(name) is \(text(own)), and not defined for the live model on this holdout")
    }
    let gain = settings.metric.isBetterWhenLarger ? own - theirs : theirs - own
    let comparison = "\(name) is \(text(own)), the live model's \(text(theirs))"
    let needed = "better by \(text(settings.beatLiveBy)) is needed"
    if gain >= settings.beatLiveBy {
      return verdict(true, "\(comparison): \(gain == 0 ? "equal" : "better by \(text(gain))"), \(needed)")
    }
    return verdict(false, "\(comparison): \(gain < 0 ? "worse" : "better") by \(text(abs(gain))), \(needed)")
  }

  /// Six places are more than any holdout can tell apart.
  private static func text(_ number: Double) -> String {
    guard abs(number) < 1e9 else { return "\(number)" }
    return "\((number * 1e6).rounded() / 1e6)"
  }
}
