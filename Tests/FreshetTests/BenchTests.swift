import Foundation
import Logging
import Records
import Service
import Testing

@testable import freshet

@Suite("freshet bench")
struct BenchTests {
  @Test("a small bench gives each event its one right answer, and states what the command line promises")
  func smoke() async throws {
    var logger = Logger(label: "bench") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    let bench = Bench(
      settings: ServiceSettings(), events: 600, rounds: 1, latencyRate: 200, latencySeconds: 0.5, logger: logger)
    let summary = try await bench.run()
    #expect(summary.isRight, "\(summary.audit)")
    #expect(summary.audit.predictions == 600)
    #expect(summary.ioFloorPerSecond > 0 && summary.wholeLoopPerSecond > 0 && summary.scorerOnlyPerSecond > 0)
    #expect(summary.latency.p50 > 0 && summary.latency.p50 <= summary.latency.p99)

    let json = try #require(
      JSONSerialization.jsonObject(with: Data(try JSONCoding.encode(summary))) as? [String: Any])
    for key in [
      "io_floor_per_s", "whole_loop_per_s", "ratio", "scorer_only_per_s", "latency_ms", "swap_gap_ms", "steady_gap_ms",
      "rss_mb", "stages_ns", "adwin_ns", "forest_row_ns",
    ] { #expect(json[key] != nil, "\(key)") }
    let stages = try #require(json["stages_ns"] as? [String: Any])
    #expect(Set(stages.keys) == ["decode", "features", "score", "encode", "join", "drift"])
    #expect(Set(try #require(json["latency_ms"] as? [String: Any]).keys) == ["p50", "p99", "p999"])
  }

  @Test("an audit does not hold when an answer is wrong, missing or there twice, or an example is missing")
  func canary() {
    let right = BenchAudit(predictions: 10, examples: 10)
    #expect(right.holds(events: 10))
    for fault in [\BenchAudit.wrong, \.lost, \.duplicates, \.deadletters] {
      var audit = right
      audit[keyPath: fault] = 1
      #expect(!audit.holds(events: 10))
    }
    #expect(!BenchAudit(predictions: 10, examples: 9).holds(events: 10))
    #expect(!BenchAudit(predictions: 9, examples: 10).holds(events: 10))
  }

  @Test("an event is about 220 bytes, and its number can be read from its value, its id and its answer")
  func workload() throws {
    var workload = BenchWorkload(seed: 3)
    var (events, labels) = (RecordBatch(), RecordBatch())
    for _ in 0..<1_000 { workload.appendNext(at: Timestamp(milliseconds: 0), events: &events, labels: &labels) }
    let byteCount = (0..<1_000).reduce(0) { $0 + (events.valueRange($1)?.count ?? 0) }
    #expect((210_000...230_000).contains(byteCount), "\(byteCount / 1_000) bytes on average")
    #expect(events.withValue(17) { BenchWorkload.index(inValue: $0) } == 17)
    #expect(labels.withKey(999) { BenchWorkload.index(ofID: $0!) } == 999)
  }
}
