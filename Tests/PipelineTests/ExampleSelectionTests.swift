import Pipeline
import Records
import Testing

@Suite("Which examples a training reads")
struct ExampleSelectionTests {
  private let held = [OffsetRange(partition: 0, from: 100, to: 10_100)]

  @Test("of one partition the newest are named, and no more than it holds")
  func single() {
    let chosen = ExampleSelection.newest(400, since: nil, in: held, delivery: .atLeastOnce)
    #expect(chosen.newest == 400 && chosen.ranges == [OffsetRange(partition: 0, from: 9_700, to: 10_100)])
    #expect(ExampleSelection.newest(20_000, since: nil, in: held, delivery: .atLeastOnce).ranges == held)
  }

  @Test("where each example may have the end of its transaction behind it, twice as many offsets hold as many examples")
  func transactions() {
    let chosen = ExampleSelection.newest(400, since: nil, in: held, delivery: .exactlyOnce)
    #expect(chosen.newest == 400 && chosen.ranges == [OffsetRange(partition: 0, from: 9_300, to: 10_100)])
  }
}
