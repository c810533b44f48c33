import Drift

/// Scores detectors beside the dummy, seed by seed.
struct DetectorScoring {
  struct Candidate {
    var name: String
    var detector: ScoredDetector
  }

  /// Updates between two alarms of the dummy.
  static let dummyInterval = 100

  /// What is scored when no test is named: each streaming test as it is by default, and what is recommended for errors.
  static var candidates: [Candidate] {
    let tests = DriftTest.allCases.filter(\.isStreaming).map { test in
      Candidate(name: test.rawValue, detector: .test(StreamDetector(test: test)))
    }
    let recommended = StreamDetector(test: .likelihoodRatio, parameters: ["direction": 1])
    return [Candidate(name: "glr, direction=1", detector: .test(recommended))] + tests
  }

  static func dummy() -> Candidate {
    Candidate(
      name: "dummy, each \(dummyInterval)", detector: .dummy(every: dummyInterval, updates: 0))
  }

  /// - Parameter progress: told how many of how many runs are done.
  static func score(
    _ candidates: [Candidate], seeds: Range<UInt64>, progress: (_ done: Int, _ total: Int) -> Void
  ) -> [DetectorScore] {
    let total = candidates.count * seeds.count * 2
    var done = 0
    return candidates.map { candidate in
      var score = DetectorScore(name: candidate.name)
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
