import Testing
import Training

@Suite("Model parameters")
struct ModelParameterTests {
  @Test("every default is allowed, and names stand once", arguments: ModelSettings.Algorithm.allCases)
  func defaults(algorithm: ModelSettings.Algorithm) {
    for parameter in algorithm.parameters { #expect(parameter.allows(parameter.defaultValue), "\(parameter.name)") }
    #expect(Set(algorithm.parameters.map(\.name)).count == algorithm.parameters.count)
    #expect(ModelSettings(algorithm: algorithm).problems.isEmpty)
  }

  @Test("what is unknown or not allowed is listed with what would be right")
  func problems() {
    let settings = ModelSettings(algorithm: .gbdt, parameters: ["depth": 2.5, "tree": 5, "subsample": 0, "trees": 7])
    #expect(settings.problems.map(\.name) == ["depth", "subsample", "tree"])
    #expect(settings.problems[0].problem == "2.5 is not allowed; give a whole number from 1 to 14")
    #expect(settings.problems[2].problem.hasPrefix("gbdt has no parameter 'tree'; it knows trees, depth"))
    #expect(settings.value("trees") == 7 && settings.value("learning_rate") == 0.1)
  }

  @Test("each task has metrics, and the usual one is among them")
  func metrics() {
    #expect(GateSettings.Metric.usual(for: .binary) == .logloss)
    #expect(GateSettings.Metric.usual(for: .regression) == .rmse)
    for task in [GateSettings.Metric.defined(for: .binary), GateSettings.Metric.defined(for: .multiclass)] {
      #expect(task.contains(.accuracy) && !task.contains(.rmse))
    }
  }
}
