import ArgumentParser
import Drift
import Foundation
import Service

struct DetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Runs one detector over numbers, one a line, from a file or standard input; or scores detectors.",
    discussion: """
      Streaming tests print the index (from 0) of each detection: \
      \(DriftTest.allCases.filter(\.isStreaming).map(\.rawValue).joined(separator: ", ")). Window tests compare the \
      numbers with those of --reference: \
      \(DriftTest.allCases.filter { !$0.isStreaming && $0.looksAtValues }.map(\.rawValue).joined(separator: ", ")). An empty line or nan is \
      a missing value.

      --score runs detectors over streams of errors of a known change: the rate steps, or slides over \
      \(DetectorScore.gradualWidth) updates, from \(DetectorScore.rateBefore) at update \(DetectorScore.changeAt). It \
      prints the mean delay and the share found within \(DetectorScore.reach) updates, and the false alarms on streams \
      without a change: constant rates of errors, losses (normal about .3), errors that come in runs; all beside a dummy \
      that fires each \(DetectorScoring.dummyInterval) updates. With --test it scores that test with the parameters of \
      --set, else every streaming test as it is by default.

      --calibrate prints how many values lie between two false alarms of each test at settings of its own parameter, on \
      the worst of several streams without a change: what false_alarm_every rests on. It takes minutes.
      """)

  @Option(help: ArgumentHelp("The test.", valueName: "name"))
  var test: String?

  @Flag(help: "Score detectors on streams whose change is known.")
  var score = false

  @Flag(help: "Measure what false_alarm_every of each test rests on.")
  var calibrate = false

  @Option(help: ArgumentHelp("Streams of each kind that --score runs.", valueName: "count"))
  var seeds = 20

  @Option(name: .customLong("first-seed"), help: ArgumentHelp("The seed of the first of them.", valueName: "seed"))
  var firstSeed = 0

  @Option(
    name: .customLong("set"), help: ArgumentHelp("A parameter of the test; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Option(help: ArgumentHelp("The numbers to compare with, one a line.", valueName: "file"))
  var reference: String?

  @Argument(help: "The numbers; standard input by default.")
  var file: String?

  @Flag(help: "End with one JSON object: updates, detections, statistic, p_value.")
  var json = false

  private struct Report: Encodable {
    var test: String
    var updates: Int
    var detections: [Int]
    @OrNull var statistic: Double?
    @OrNull var threshold: Double?
    @OrNull var pValue: Double?

    enum CodingKeys: String, CodingKey {
      case test, updates, detections, statistic, threshold
      case pValue = "p_value"
    }
  }

  func run() throws {
    if score { return try runScore() }
    if calibrate { return runCalibration() }
    guard let test = try chosenTest() else {
      throw ValidationError("--test is missing: name a test, or give --score")
    }
    let parameters = try parameters(of: test)
    if test.isStreaming == (reference != nil) {
      throw ValidationError(
        test.isStreaming
          ? "--reference: \(test.rawValue) looks at each value as it comes and compares with no other file"
          : "--reference is missing: \(test.rawValue) compares with the numbers of a file")
    }
    let values = try Self.numbers(file)
    let report =
      test.isStreaming
      ? stream(test, parameters, values) : compare(test, parameters, try Self.numbers(reference), values)
    if json { return try Console.printJSON(report) }
    for index in report.detections where test.isStreaming { Console.print("\(index)") }
    if !test.isStreaming {
      let figures = [("statistic", report.statistic), ("threshold", report.threshold), ("p_value", report.pValue)]
      for case (let name, let value?) in figures { Console.print("\(name.padding(9))  \(value)") }
      Console.print(report.detections.isEmpty ? "no drift" : "drift")
    }
  }

  private func chosenTest() throws -> DriftTest? {
    guard let test else { return nil }
    guard let known = DriftTest(rawValue: test), known.looksAtValues else {
      let names = DriftTest.allCases.filter(\.looksAtValues).map(\.rawValue)
      throw ValidationError("--test \(test): expected one of \(names.joined(separator: ", "))")
    }
    return known
  }

  private func runScore() throws {
    guard reference == nil, file == nil else {
      throw ValidationError("--score makes its own streams: give neither --reference nor a file")
    }
    guard (1...100_000).contains(seeds) else { throw ValidationError("--seeds \(seeds): expected 1 to 100000") }
    guard (0...1_000_000_000).contains(firstSeed) else {
      throw ValidationError("--first-seed \(firstSeed): expected 0 to 1000000000")
    }
    var candidates = DetectorScoring.candidates
    if let test = try chosenTest() {
      guard test.isStreaming else {
        throw ValidationError("--test \(test.rawValue) compares windows; --score runs tests that look at each value")
      }
      candidates = [.init(([test.rawValue] + settings).joined(separator: ", "), test, try parameters(of: test))]
    } else if !settings.isEmpty {
      throw ValidationError("--set needs --test: name the test that the parameter is of")
    }
    let bar = ProgressBar("scoring")
    let scores = DetectorScoring.score(
      candidates + [DetectorScoring.dummy()], seeds: UInt64(firstSeed)..<UInt64(firstSeed + seeds),
      progress: { bar.update($0, of: $1) })
    bar.finish()
    let report = ScoreReport(scores, seeds: seeds, firstSeed: firstSeed)
    if json { return try Console.printJSON(report) }
    Console.print("Mean delay in updates (share found within \(DetectorScore.reach)); \(seeds) streams of each kind.")
    for line in report.delays { Console.print(line) }
    Console.print("")
    for line in report.falseAlarms { Console.print(line) }
  }

  private func runCalibration() {
    for calibration in DetectorCalibration.all {
      for point in calibration.points() {
        Console.print(
          "\(calibration.name)  (\(Int(point.interval.rounded())), \(point.value))  \(point.alarms) alarms on \(point.worst)"
        )
      }
    }
  }

  private func stream(_ test: DriftTest, _ parameters: [String: Double], _ values: [Double]) -> Report {
    var detector = StreamDetector(test: test, parameters: parameters)
    let detections = detector.detections(in: values)
    let evidence = detector.evidence
    return Report(
      test: test.rawValue, updates: values.count, detections: detections, statistic: evidence.statistic.finite,
      threshold: evidence.threshold.finite, pValue: evidence.pValue.finite)
  }

  private func compare(
    _ test: DriftTest, _ parameters: [String: Double], _ reference: [Double], _ values: [Double]
  ) -> Report {
    let comparison = WindowComparison(test: test, parameters: parameters, reference: reference, sample: values)
    return Report(
      test: test.rawValue, updates: values.count, detections: comparison.isDrift ? [max(0, values.count - 1)] : [],
      statistic: Optional(comparison.outcome.statistic).finite,
      threshold: Optional(comparison.outcome.threshold).finite,
      pValue: Optional(comparison.outcome.pValue).finite)
  }

  private func parameters(of test: DriftTest) throws -> [String: Double] {
    var parameters: [String: Double] = [:]
    for setting in settings {
      let pieces = setting.split(separator: "=", maxSplits: 1).map(String.init)
      guard pieces.count == 2, let value = Double(pieces[1]) else {
        throw ValidationError("--set \(setting): expected key=value with a number, such as delta=0.002")
      }
      guard let parameter = test.parameter(pieces[0]) else {
        let known = test.parameters.map(\.name).joined(separator: ", ")
        throw ValidationError(
          "--set \(setting): "
            + (test.refusal(of: pieces[0]) ?? "\(test.rawValue) has no such parameter; it has \(known)"))
      }
      guard parameter.allows(value) else {
        throw ValidationError(
          "--set \(setting): expected \(parameter.isWhole ? "a whole number" : "a number") from "
            + "\(parameter.range.lowerBound) to \(parameter.range.upperBound)")
      }
      parameters[pieces[0]] = value
    }
    if let conflict = test.conflict(in: parameters) { throw ValidationError("--set: \(conflict)") }
    return parameters
  }

  private static func numbers(_ file: String?) throws -> [Double] {
    let data: Data
    if let file {
      guard let read = FileManager.default.contents(atPath: file) else {
        throw Failure.work("\(file): cannot be read; name a file with one number a line")
      }
      data = read
    } else {
      data = FileHandle.standardInput.readDataToEndOfFile()
    }
    var numbers: [Double] = []
    var lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      let text = line.trimmingCharacters(in: .whitespaces)
      guard let number = text.isEmpty ? .nan : Double(text) else {
        throw Failure.work("\(file ?? "standard input"):\(index + 1): '\(text.prefix(40))' is no number")
      }
      numbers.append(number)
    }
    return numbers
  }
}
