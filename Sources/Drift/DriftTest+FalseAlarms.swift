/// A time between two false alarms, `false_alarm_every`, in place of a test's own parameter.
extension DriftTest {
  /// How a test keeps such a time.
  private enum FalseAlarms {
    /// By a formula of its own, which stands in place of these parameters.
    case formula([String])
    /// By a parameter that was calibrated while these others had their defaults.
    case calibrated(String, CalibrationCurve, besides: [String] = [])
    /// Not at all.
    case refused(String)
  }

  private var falseAlarms: FalseAlarms {
    switch self {
    case .psi, .ks, .chi2, .js, .wasserstein, .poisson: .formula(["alpha"])
    case .likelihoodRatio, .eDetector: .formula([])
    case .pageHinkley: .formula(["threshold", "forgetting"])
    case .adwin: .calibrated("delta", .adwinDelta, besides: ["clock", "min_window", "grace"])
    case .hddmA: .calibrated("delta", .hddmADelta)
    case .hddmW: .calibrated("delta", .hddmWDelta, besides: ["weight"])
    case .kswin: .calibrated("alpha", .kswinAlpha)
    case .seed: .calibrated("delta", .seedDelta, besides: ["block", "tolerance", "growth", "compress"])
    case .ddm: .refused("where ones are rare, the first of them is its alarm, whatever the threshold")
    case .eddm: .refused("how often the distance of ones shrinks by chance depends on their rate")
    case .stepd: .refused("thirty values of a low rate are far from the normal distribution that it computes with")
    }
  }

  /// Why a parameter that other tests have makes no sense for this one, and what would; nil where there is no more to say.
  package func refusal(of parameter: String) -> String? {
    guard parameter == "false_alarm_every", case .refused(let reason) = falseAlarms else { return nil }
    let able = Self.allCases.filter { test in
      if case .refused = test.falseAlarms { false } else { test.isStreaming }
    }
    return "\(rawValue) cannot keep a time between false alarms: \(reason); leave it out, or use "
      + able.map(\.rawValue).joined(separator: ", ")
  }

  /// What is wrong where `false_alarm_every` comes together with what it stands in place of; nil where it does not.
  func falseAlarmConflict(in parameters: [String: Double]) -> String? {
    guard parameters["false_alarm_every"] != nil else { return nil }
    switch falseAlarms {
    case .refused: return nil
    case .formula(let replaced):
      return replaced.first { parameters[$0] != nil }.map { "false_alarm_every stands in place of \($0)" }
    case .calibrated(let parameter, _, let others):
      if parameters[parameter] != nil { return "false_alarm_every stands in place of \(parameter)" }
      return others.first { parameters[$0] != nil }.map {
        "false_alarm_every was calibrated for the default of \($0), and cannot be promised for another"
      }
    }
  }

  /// The parameters with what `false_alarm_every` makes of the test's own, where it is calibrated.
  func calibrated(_ parameters: [String: Double]) -> [String: Double] {
    guard let interval = parameters["false_alarm_every"], case .calibrated(let name, let curve, _) = falseAlarms else {
      return parameters
    }
    var parameters = parameters
    // KSWIN's newest values leave its window after so many: its verdicts are new that often.
    let unit = self == .kswin ? ParameterValues(test: self, given: parameters)["recent"] : 1
    // Intervals so short that no such chance exists come out longer.
    let most = parameter(name)?.range.upperBound ?? 1
    parameters[name] = min(most, curve.value(at: interval / unit))
    return parameters
  }
}
