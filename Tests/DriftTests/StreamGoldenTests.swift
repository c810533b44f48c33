import Testing

@testable import Drift

@Suite struct StreamGoldenTests {
  private struct Line {
    var stream: String
    var count: Int
    var parameters: [Double]
    var found: [Int]

    init(_ words: [String]) throws {
      let bar = try #require(words.firstIndex(of: "|"))
      stream = words[1]
      count = try #require(Int(words[2]))
      parameters = words[3..<bar].compactMap { Double($0) }
      found = words[(bar + 1)...].compactMap { Int($0) }
    }
  }

  private func lines(_ name: String) throws -> [Line] {
    let lines = try GoldenLines.read("streams.txt", name: name).map(Line.init)
    try #require(!lines.isEmpty)
    return lines
  }

  @Test("with River's reset after a detection, ADWIN fires at River's indices")
  func adwin() throws {
    for line in try lines("adwin") {
      var detector = ADWIN(
        delta: line.parameters[0], clock: Int(line.parameters[1]), minimumSide: Int(line.parameters[2]),
        grace: Int(line.parameters[3]), resetsAfterDetection: true)
      let values = try #require(GoldenStreams.all[line.stream])
      let found = values.indices.filter { detector.update(values[$0], at: Int64($0)) }
      #expect(found == line.found, "\(line.stream) \(line.parameters)")
    }
  }

  @Test(
    "the other streaming tests fire at River's indices",
    arguments: [
      (DriftTest.pageHinkley, ["min_count", "delta", "threshold", "forgetting"]),
      (.ddm, ["min_count", "warning", "threshold"]),
      (.eddm, ["min_count", "warning", "threshold"]),
      (.hddmA, ["delta"]),
      (.hddmW, ["delta", "weight"]),
    ])
  func others(test: DriftTest, names: [String]) throws {
    for line in try lines(test.rawValue) {
      let parameters = Dictionary(uniqueKeysWithValues: zip(names, line.parameters))
      var detector = StreamDetector(test: test, parameters: parameters)
      let found = detector.detections(in: try #require(GoldenStreams.all[line.stream]))
      #expect(found == line.found, "\(test) \(line.stream) \(line.parameters)")
    }
  }

  @Test(
    "STEPD, SEED and KSWIN fire where brute force does, which keeps every value and computes all anew",
    arguments: [
      (DriftTest.stepd, ["alpha", "warning", "window"]),
      (.seed, ["delta", "block", "tolerance", "growth", "compress"]),
      (.kswin, ["alpha", "window", "recent", "min_effect"]),
    ])
  func bruteForce(test: DriftTest, names: [String]) throws {
    for line in try lines(test.rawValue) {
      let parameters = Dictionary(uniqueKeysWithValues: zip(names, line.parameters))
      var detector = StreamDetector(test: test, parameters: parameters)
      let values = try #require(GoldenStreams.all[line.stream]).prefix(line.count)
      let found = detector.detections(in: Array(values))
      #expect(found == line.found, "\(test) \(line.stream) \(line.parameters)")
    }
  }
}
