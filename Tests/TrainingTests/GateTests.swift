import Testing
import Training

@Suite("The gate")
struct GateTests {
  private func judge(
    _ metric: GateSettings.Metric, _ candidate: Double?, _ live: Double?, by margin: Double = 0
  ) -> (accepted: Bool, reason: String) {
    let verdict = Gate.judge(
      candidate: candidate.map { [metric.rawValue: $0] } ?? ["other": 1], live: live.map { [metric.rawValue: $0] },
      GateSettings(metric: metric, beatLiveBy: margin))
    return (verdict.accepted, verdict.reason)
  }

  @Test("passes what is better by the margin in the metric's own direction, at 0 the equal too")
  func direction() {
    #expect(judge(.logloss, 0.4, 0.5).accepted)
    #expect(!judge(.logloss, 0.5, 0.4).accepted)
    #expect(judge(.auc, 0.9, 0.8).accepted)
    #expect(!judge(.auc, 0.8, 0.9).accepted)
    #expect(judge(.logloss, 0.5, 0.5).accepted)
    #expect(judge(.accuracy, 0.81, 0.8, by: 0.005).accepted)
    #expect(!judge(.accuracy, 0.81, 0.8, by: 0.02).accepted)
    #expect(judge(.rmse, 10, 9, by: -2).accepted, "a negative margin lets a worse one pass")
  }

  @Test("says why")
  func reasons() {
    #expect(
      judge(.logloss, 0.4, 0.45, by: 0.01).reason
        == "logloss is 0.4, the live model's 0.45: better by 0.05, better by 0.01 is needed")
    #expect(
      judge(.accuracy, 0.7, 0.8).reason
        == "accuracy is 0.7, the live model's 0.8: worse by 0.1, better by 0.0 is needed")
  }

  @Test("passes where there is nothing to beat, refuses what is not defined")
  func nothingToCompare() {
    #expect(judge(.auc, 0.6, nil).accepted)
    #expect(!judge(.auc, nil, 0.6).accepted)
    #expect(!judge(.auc, nil, nil).accepted)
    let settings = GateSettings(metric: .auc)
    #expect(Gate.judge(candidate: [:], live: ["auc": 0.5], settings).accepted, "no holdout")
    #expect(Gate.judge(candidate: ["auc": 0.4], live: ["accuracy": 1], settings).accepted)
  }
}
