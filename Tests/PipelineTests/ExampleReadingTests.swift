import Records
import Testing
import Training

@testable import Pipeline

@Suite("Reading examples for a training")
struct ExampleReadingTests {
  private let layout = FeatureLayout(features: [.init(name: "x", kind: .numeric, expression: "x")])

  /// Examples of these events, in order, at offsets from 0 on; event `i` has the feature i.
  private func examples(_ events: [Int], partition: Int32 = 0) -> RecordBatch {
    var predictions = RecordBatch()
    var encoder = PredictionEncoder(pipeline: "p", task: .binary, layout: layout)
    var ids = ByteColumn()
    var matrix = FeatureMatrix(layout: layout)
    matrix.appendRows(events.count)
    for (row, event) in events.enumerated() {
      ids.append("e\(event)")
      matrix[row, 0] = Float(event)
    }
    let scores = events.map { _ in Float(0.5) }
    encoder.append(
      ids: ids, times: events.map { Double($0) * 1_000 }, matrix: matrix, scores: scores, classes: [], model: .prior,
      timestamps: events.map { Int64($0) }, to: &predictions)
    var written = RecordBatch()
    for row in events.indices {
      ExampleEncoder(task: .binary).append(
        prediction: row, of: predictions, actual: Double(events[row] % 2), labelTime: Timestamp(milliseconds: 7),
        now: Timestamp(milliseconds: 8), to: &written)
    }
    var read = RecordBatch()
    for row in events.indices {
      read.append(row, of: written, topic: .examples, partition: partition, offset: Int64(row))
    }
    return read
  }

  private func reading() -> ExampleReading {
    ExampleReading(builder: TrainingSetBuilder(task: .binary, layout: layout), task: .binary)
  }

  @Test("takes what lies in the ranges that the command names, and nothing else")
  func ranges() {
    var reading = reading()
    reading.take(examples(Array(0..<10)), ranges: [0: OffsetRange(partition: 0, from: 3, to: 7)])
    reading.take(examples(Array(20..<30), partition: 1), ranges: [0: OffsetRange(partition: 0, from: 3, to: 7)])
    let set = reading.build()
    #expect((0..<set.count).map { set.features[$0, 0] } == [3, 4, 5, 6])
    #expect(set.labels == [1, 0, 1, 0])
  }

  @Test("takes the first of an event that was written twice, whatever the batches are")
  func repeated() {
    var reading = reading()
    let all: [Int32: OffsetRange] = [0: OffsetRange(partition: 0, from: 0, to: 100)]
    reading.take(examples([0, 1, 2, 3, 2, 3, 4]), ranges: all)
    reading.take(examples([4, 5]), ranges: all)
    #expect(reading.repeatedCount == 3)
    #expect(reading.build().count == 6)
  }
}
