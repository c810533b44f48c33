import Records
import Training

extension PipelineFileReader {
  /// `gate: {metric: logloss, beat_live_by: 0, confidence: 90%, guards: {slices: [country]}, latency: 5ms}`
  mutating func readGate(
    _ value: PipelineFileValue, features: FeaturesReading, task: LearningTask?
  ) -> GateSettings? {
    let keys = ["metric", "beat_live_by", "confidence", "guards", "latency"]
    let remedy = "give a table such as `{metric: logloss, beat_live_by: 0}`"
    guard let section = readSection(value, keys: keys, remedy: remedy) else { return nil }
    let metric = section["metric"].flatMap { readMetric($0, task: task) }
    let margin = section["beat_live_by"].flatMap { readNumber($0, in: -1_000_000...1_000_000) }
    let confidence = section["confidence"].flatMap { readShare($0, in: 0.5...0.9999) }
    let guards = section["guards"].flatMap { readGuards($0, features: features) }
    let latency = section["latency"].flatMap { readDuration($0, in: .milliseconds(1)...Duration.seconds(60)) }
    guard let metric = metric ?? task.map(GateSettings.Metric.usual) else { return nil }
    return GateSettings(
      metric: metric, beatLiveBy: margin ?? 0, confidence: confidence ?? GateSettings.defaultConfidence,
      guards: guards, latency: latency ?? GateSettings.defaultLatency)
  }

  private mutating func readMetric(_ value: PipelineFileValue, task: LearningTask?) -> GateSettings.Metric? {
    guard let metric = readChoice(value, of: GateSettings.Metric.self) else { return nil }
    guard let task else { return metric }
    let fitting = GateSettings.Metric.defined(for: task)
    if !fitting.contains(metric) {
      report(
        value, "\(metric.rawValue) does not judge \(task.rawValue) labels",
        "give \(Self.either(fitting.map(\.rawValue)))")
    }
    return metric
  }

  /// `guards: {slices: [country], no_worse_by: 2%, min_count: 100}`
  private mutating func readGuards(
    _ value: PipelineFileValue, features: FeaturesReading
  ) -> GateSettings.Guards? {
    let remedy = "give a table such as `{slices: [country], no_worse_by: 2%, min_count: 100}`"
    guard let section = readSection(value, keys: ["slices", "no_worse_by", "min_count"], remedy: remedy) else {
      return nil
    }
    guard let list = section["slices"] else {
      reportMissing("slices", in: section, "name features of the pipeline, such as `slices: [country]`")
      return nil
    }
    var guards = GateSettings.Guards(slices: readSlices(list, features: features))
    guards.noWorseBy = section["no_worse_by"].flatMap { readShare($0, in: 0...1) } ?? guards.noWorseBy
    guards.minimumCount =
      section["min_count"].flatMap { readWholeNumber($0, in: 10...10_000_000, of: "examples") } ?? guards.minimumCount
    return guards
  }

  private mutating func readSlices(_ value: PipelineFileValue, features: FeaturesReading) -> [String] {
    let remedy = "name features of the pipeline, such as `[country]`"
    let names = features.definitions.map(\.name)
    var slices: [String] = []
    for item in readList(value, remedy: remedy) ?? [] {
      guard let name = readText(item, remedy: remedy) else { continue }
      if slices.contains(name) {
        report(item, "'\(PipelineFileValue.clipped(name))' is named twice", "name it once")
      } else if features.isSound, !names.contains(name) {
        report(
          item, "there is no feature '\(PipelineFileValue.clipped(name))'",
          Self.suggestion(for: name, among: names) ?? remedy)
      } else {
        slices.append(name)
      }
    }
    return slices
  }
}
