import Drift

/// Scores detectors beside the dummy, seed by seed.
struct DetectorScoring {
  struct Candidate {
    var name: String
    var detector: ScoredDetector
    /// Whether it can be shown other values than 0 and 1.
    var takesNumbers: Bool

    init(_ name: String, _ test: DriftTest, _ parameters: [String: Double] = [:]) {
      self.name = name
      detector = .test(StreamDetector(test: test, parameters: parameters))
      takesNumbers = test.allows(.number)
    }

    init(_ name: String, _ detector: ScoredDetector) {
      self.name = name
      self.detector = detector
      takesNumbers = true
    }
  }

  /// Updates between two alarms of the dummy.
  static let dummyInterval = 100

  /// What is scored when no test is named: each streaming test as it is by default, and what is recommended for errors.
  static var candidates: [Candidate] {
    let tests = DriftTest.allCases.filter(\.isStreaming).map { test in
      Candidate(test.rawValue, test)
    }
    return [Candidate("glr, direction=1", .likelihoodRatio, ["direction": 1])] + tests
  }

  static func dummy() -> Candidate {
    Candidate("dummy, each \(dummyInterval)", .dummy(every: dummyInterval, updates: 0))
  }

  /// - Parameter progress: told how many of how many runs are done.
  static func score(
    _ candidates: [Candidate], seeds: Range<UInt64>, progress: (_ done: Int, _ total: Int) -> Void
  ) -> [DetectorScore] {
    let total = candidates.count * seeds.count * 2
    var done = 0
    return candidates.map { candidate in
      var score = DetectorScore(name: candidate.name, takesNumbers: candidate.takesNumbers)
      for seed in seeds {
        score.run(seed: seed) { candidate.detector }
        progress(done + 1, total)
        score.runStationary(seed: seed) { candidate.detector }
        done += 2
        progress(done, total)
      }
      return score
    }
  }
}
