import Pipeline
import Records
import Testing

@Suite("Which examples a training reads")
struct ExampleSelectionTests {
  @Test("the newest of one partition, exactly; of several, enough of each that the newest are among them")
  func newest() {
    let one = ExampleSelection.newest(
      100, since: nil, in: [OffsetRange(partition: 0, from: 50, to: 1_000)], delivery: .atLeastOnce)
    #expect(one.ranges == [OffsetRange(partition: 0, from: 900, to: 1_000)])
    let held = (0..<4).map { OffsetRange(partition: Int32($0), from: 0, to: 100_000) }
    let four = ExampleSelection.newest(40_000, since: nil, in: held, delivery: .atLeastOnce)
    #expect(four.ranges.map(\.count).allSatisfy { $0 == 12_756 })
    #expect(four.newest == 40_000)
  }

  @Test("no more than the topic holds, and no empty partition")
  func bounds() {
    let held = [OffsetRange(partition: 0, from: 90, to: 100), OffsetRange(partition: 1, from: 7, to: 7)]
    let selection = ExampleSelection.newest(
      1_000, since: Timestamp(milliseconds: 5), in: held, delivery: .atLeastOnce)
    #expect(selection.ranges == [OffsetRange(partition: 0, from: 90, to: 100)])
    #expect(selection.since == Timestamp(milliseconds: 5))
  }

  @Test("where each example may have the end of its transaction behind it, twice as many offsets hold as many examples")
  func transactions() {
    let held = [OffsetRange(partition: 0, from: 100, to: 10_100)]
    let chosen = ExampleSelection.newest(400, since: nil, in: held, delivery: .exactlyOnce)
    #expect(chosen.newest == 400 && chosen.ranges == [OffsetRange(partition: 0, from: 9_300, to: 10_100)])
  }
}
