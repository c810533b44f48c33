import CAllocationCounter
import Statistics
import Testing

@testable import Drift

@Suite struct AllocationTests {
  /// The allocations of `body`, by the thread that calls this.
  private func allocations(of body: () -> Void) -> Int {
    allocation_counting_begin()
    body()
    return allocation_counting_end()
  }

  @Test("the counter sees an allocation, and none where there is none")
  func canary() {
    var values: [Int] = []
    #expect(allocations { values = Array(repeating: 7, count: 1_000) } == 1)
    #expect(values.count == 1_000)
    #expect(allocations { values[3] += 1 } == 0)
  }

  @Test(
    "an update of a warm test that finds nothing allocates nothing", arguments: DriftTest.allCases.filter(\.isStreaming)
  )
  func updates(test: DriftTest) {
    var generator = SeededGenerator(seed: 12)
    let bits = (0..<12_000).map { generator.uniform() < ($0 < 2_000 || $0 > 4_000 ? 0.1 : 0.5) ? 1.0 : 0 }
    var detector = StreamDetector(test: test)
    for index in 0..<6_000 { _ = detector.update(bits[index], at: Int64(index)) }
    for index in 6_000..<12_000 {
      var fires = false
      let count = allocations { fires = detector.update(bits[index], at: Int64(index)) }
      guard count > 0, !fires else { continue }
      Issue.record("\(test): \(count) allocations at update \(index)")
      break
    }
  }
}
