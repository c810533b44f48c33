import Records
import Statistics
import Testing
import Training

@Suite("The training set")
struct TrainingSetTests {
  private let layout = FeatureLayout(features: [
    .init(name: "x", kind: .numeric, expression: "x"), .init(name: "c", kind: .category, expression: "c"),
  ])

  private func append(_ number: Int, _ label: ExampleLabel, partition: Int32 = 0, to builder: inout TrainingSetBuilder)
  {
    var matrix = FeatureMatrix(layout: layout)
    matrix.appendRows(1)
    matrix[0, 0] = Float(number)
    if number % 3 == 0 { matrix.categories[0].appendMissing() } else { matrix.categories[0].append("v\(number)") }
    builder.append(
      row: 0, of: matrix, label: label,
      at: ExamplePosition(
        eventTime: Timestamp(milliseconds: Int64(number / 2)), partition: partition, offset: Int64(number)))
  }

  private func numbers(_ set: TrainingSet) -> [Int] { (0..<set.count).map { Int(set.features[$0, 0]) } }

  @Test("is in the order of event time, partition and offset, in whatever order the examples came")
  func order() {
    var expected: TrainingSet?
    for seed in UInt64(1)...20 {
      var generator = SeededGenerator(seed: seed)
      var builder = TrainingSetBuilder(task: .regression, layout: layout)
      for number in Array(0..<100).shuffled(using: &generator) {
        append(number, .number(Double(number)), partition: Int32(number % 2), to: &builder)
      }
      let set = builder.build()
      #expect(set.positions == set.positions.sorted(), "seed \(seed)")
      #expect(zip(numbers(set), set.labels).allSatisfy { Double($0) == $1 }, "seed \(seed)")
      #expect(
        (0..<100).allSatisfy { row in
          let number = numbers(set)[row]
          return set.features.categories[0].string(row) == (number % 3 == 0 ? nil : "v\(number)")
        })
      if let expected { #expect(numbers(set) == numbers(expected), "seed \(seed)") }
      expected = set
    }
  }

  @Test("keeps the newest only, and none before `since`, in bounded memory")
  func newest() {
    var builder = TrainingSetBuilder(
      task: .regression, layout: layout, newest: 700, since: Timestamp(milliseconds: 4_600))
    var generator = SeededGenerator(seed: 4)
    var most = 0
    for number in Array(0..<10_000).shuffled(using: &generator) {
      append(number, .number(0), to: &builder)
      most = max(most, builder.count)
    }
    #expect(most < 1_400)
    #expect(numbers(builder.build()) == Array(9_300..<10_000))
    var short = TrainingSetBuilder(
      task: .regression, layout: layout, newest: 700, since: Timestamp(milliseconds: 4_900))
    for number in 0..<10_000 { append(number, .number(0), to: &short) }
    #expect(numbers(short.build()) == Array(9_800..<10_000))
  }

  @Test("holds out the newest share, rounded to a row")
  func split() {
    var builder = TrainingSetBuilder(task: .regression, layout: layout)
    for number in 0..<11 { append(number, .number(0), to: &builder) }
    let set = builder.build()
    #expect(numbers(set.split(holdout: 0.25).training) == Array(0..<8))
    #expect(numbers(set.split(holdout: 0.25).holdout) == Array(8..<11))
    #expect(set.split(holdout: 0).holdout.count == 0)
    #expect(set.split(holdout: 0.01).holdout.count == 0)
  }

  @Test("classes are the names among the kept labels, in the order of their UTF-8")
  func classes() {
    var builder = TrainingSetBuilder(task: .multiclass, layout: layout, newest: 600)
    append(0, .name("gone"), to: &builder)
    for number in 1...600 { append(number, .name(["é", "b", "10", "9"][number % 4]), to: &builder) }
    let set = builder.build()
    #expect(set.classes == ["10", "9", "b", "é"])
    #expect(zip(numbers(set), set.labels).allSatisfy { set.classes[Int($1)] == ["é", "b", "10", "9"][$0 % 4] })
  }

  @Test("a label that is none of the task is counted, not learned from")
  func refusedLabels() {
    var binary = TrainingSetBuilder(task: .binary, layout: layout)
    for label in [ExampleLabel.number(2), .number(.nan), .name("1"), .number(1)] { append(1, label, to: &binary) }
    #expect(binary.refusedCount == 3 && binary.count == 1)
    var regression = TrainingSetBuilder(task: .regression, layout: layout)
    for label in [ExampleLabel.number(.infinity), .number(.nan), .name("1"), .number(-7)] {
      append(1, label, to: &regression)
    }
    #expect(regression.refusedCount == 3 && regression.count == 1)
    var multiclass = TrainingSetBuilder(task: .multiclass, layout: layout)
    for label in [ExampleLabel.number(1), .name(""), .name("a")] { append(1, label, to: &multiclass) }
    #expect(multiclass.refusedCount == 2 && multiclass.count == 1)
  }
}
