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

  @Test("where River's draw is the whole older part, KSWIN with River's reset fires at River's indices")
  func kswin() throws {
    for line in try lines("kswin_river") {
      var detector = KSWIN(
        alpha: line.parameters[0], windowCount: Int(line.parameters[1]), recentCount: Int(line.parameters[2]),
        minimumEffect: 0.1, resetsAfterDetection: true)
      let values = try #require(GoldenStreams.all[line.stream])
      let found = values.indices.filter { detector.update(values[$0], at: Int64($0)) }
      #expect(found == line.found, "\(line.stream) \(line.parameters)")
    }
  }

  @Test("River's indices are there on nine streams at least, for each of its detectors")
  func coverage() throws {
    for name in ["adwin", "page_hinkley", "ddm", "eddm", "hddm_a", "hddm_w", "kswin_river"] {
      let streams = Set(try lines(name).map(\.stream))
      #expect(streams.count >= 9, "\(name): \(streams.sorted())")
      #expect(try lines(name).contains { !$0.found.isEmpty }, "\(name)")
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
