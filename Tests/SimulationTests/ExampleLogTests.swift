import Records
import Testing

@testable import Simulation

@Suite("The examples' log in memory")
struct ExampleLogTests {
  @Test("offsets go on while the oldest records are let go, and no fewer than the capacity are held")
  func lettingGo() {
    var log = ExampleLog(capacity: 3_000)
    var batch = RecordBatch()
    batch.append(topic: .examples, key: "k", value: "v", timestamp: Timestamp(milliseconds: 1))
    for _ in 0..<10_000 { log.append(0, of: batch) }
    #expect(log.end == 10_000)
    #expect((3_000..<3_000 + Int64(ExampleLog.segmentCount)).contains(log.held.count))
    var offsets: [Int64] = []
    log.read(OffsetRange(partition: 0, from: 7_500, to: 7_510)) { offsets += $0.entries.map(\.offset) }
    #expect(offsets.contains(Array(7_500..<7_510)))
    #expect(offsets == Array(offsets[0]...offsets[offsets.count - 1]))
  }
}
