import Records
import Statistics
import Testing

@Suite("Predictions and examples on the wire")
struct WireTests {
  static let layout = FeatureLayout(features: [
    .init(name: "amount", kind: .numeric, expression: "amount"),
    .init(name: "country", kind: .category, expression: "country"),
    .init(name: "log", kind: .numeric, expression: "log1p(amount)"),
    .init(name: "device", kind: .category, expression: "device"),
  ])
  static let numeric = FeatureLayout(features: [
    .init(name: "x", kind: .numeric, expression: "x"), .init(name: "y", kind: .numeric, expression: "y"),
  ])
  static let now = Timestamp(milliseconds: 1_732_345_700_000)
  static let classes = ["cat", "do\"g", "ünï"]

  private func ids(_ ids: [String]) -> ByteColumn {
    var column = ByteColumn()
    for id in ids { column.append(id) }
    return column
  }

  /// Two rows; a model's codes stand in the category slots.
  private func matrix() -> FeatureMatrix {
    var matrix = FeatureMatrix(layout: Self.layout)
    matrix.appendRows(2)
    matrix.values = [1.5, 7, .nan, 8, -0.1, 9, 2.5e-8, 10]
    matrix.categories[0].append("D\"E\n")
    matrix.categories[0].appendMissing()
    matrix.categories[1].append("")
    matrix.categories[1].append("mobile, 'ü'")
    return matrix
  }

  private func predictions(_ task: LearningTask, scores: [Float]) -> RecordBatch {
    var encoder = PredictionEncoder(pipeline: "fraud", task: task, layout: Self.layout)
    var batch = RecordBatch()
    encoder.append(
      ids: ids(["txn-1", "a\"\\\u{1}é"]), times: [1_732_345_678_901, -5], matrix: matrix(), scores: scores,
      classes: task == .multiclass ? Self.classes : [], model: ModelVersion(7),
      timestamps: [Self.now.milliseconds, Self.now.milliseconds + 5], to: &batch)
    return batch
  }

  @Test("A binary prediction is the documented JSON, its vector in the headers")
  func binary() {
    let batch = predictions(.binary, scores: [0.873, 0.5])
    #expect(
      batch.valueString(0)
        == #"{"id":"txn-1","pipeline":"fraud","model":7,"score":0.873,"label":1,"time":1732345678901}"#)
    #expect(
      batch.valueString(1)
        == #"{"id":"a\"\\\u0001é","pipeline":"fraud","model":7,"score":0.5,"label":0,"time":-5}"#)
    #expect(batch.keyString(0) == "txn-1")
    #expect(batch.entries[0].topic == .predictions)
    #expect(batch.entries.map(\.timestamp) == [Self.now.milliseconds, Self.now.milliseconds + 5])
    #expect(batch.headerString("categories", of: 0) == #"["D\"E\n",""]"#)
    #expect(batch.headerString("categories", of: 1) == #"[null,"mobile, 'ü'"]"#)
    batch.withHeader("layout", of: 0) {
      #expect($0?.loadUnaligned(as: UInt64.self) == Self.layout.hash)
    }
    batch.withHeader("features", of: 1) { bytes in
      let values = (0..<4).map { bytes!.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
      #expect(values[0] == -0.1 && values[1].isNaN && values[2] == 2.5e-8 && values[3].isNaN)
    }
  }

  @Test("A multiclass prediction names its classes, a regression has a value")
  func otherTasks() {
    let multiclass = predictions(.multiclass, scores: [0.25, 0.5, 0.25, 1, 0, 0])
    #expect(
      multiclass.valueString(0)
        == #"{"id":"txn-1","pipeline":"fraud","model":7,"score":0.5,"label":"do\"g","#
        + #""scores":{"cat":0.25,"do\"g":0.5,"ünï":0.25},"time":1732345678901}"#)
    #expect(multiclass.valueString(1)?.contains(#""score":1,"label":"cat""#) == true)
    let regression = predictions(.regression, scores: [12.5, -1e-7])
    #expect(
      regression.valueString(0)
        == #"{"id":"txn-1","pipeline":"fraud","model":7,"value":12.5,"time":1732345678901}"#)
    #expect(regression.valueString(1)?.contains(#""value":-1e-07"#) == true)
  }

  @Test("A score that is not finite is null, and reads back as missing", arguments: LearningTask.allCases)
  func notFinite(task: LearningTask) {
    let scores: [Float] = task == .multiclass ? [.nan, 0, 0, 0, .infinity, 0] : [.nan, -.infinity]
    let batch = predictions(task, scores: scores)
    var decoder = PredictionDecoder(task: task, layout: Self.layout)
    var decoded = PredictionBatch(task: task, layout: Self.layout)
    var rejected: [DecodeFailure] = []
    decoder.decode(batch, 0..<2, into: &decoded, rejected: &rejected)
    #expect(rejected.isEmpty)
    #expect(decoded.scores.allSatisfy(\.isNaN) && decoded.labels.allSatisfy(\.isNaN))
    #expect(task != .multiclass || decoded.classNames.isMissing(0))
  }

  @Test("Predictions are read back as they were written", arguments: LearningTask.allCases)
  func predictionRoundTrip(task: LearningTask) {
    let scores: [Float] = task == .multiclass ? [0.25, 0.5, 0.25, 0.1, 0.2, 0.7] : [0.873, 0.1]
    let batch = predictions(task, scores: scores)
    var decoder = PredictionDecoder(task: task, layout: Self.layout)
    var decoded = PredictionBatch(task: task, layout: Self.layout)
    var rejected: [DecodeFailure] = []
    decoder.decode(batch, 0..<2, into: &decoded, rejected: &rejected)
    #expect(rejected.isEmpty, "\(rejected)")
    #expect(decoded.records == [0, 1])
    #expect((0..<2).map { decoded.ids.string($0) } == ["txn-1", "a\"\\\u{1}é"])
    #expect(decoded.times == [1_732_345_678_901, -5])
    #expect(decoded.scores.map { Float($0) } == (task == .multiclass ? [0.5, 0.7] : scores))
    #expect(decoded.labels == (task == .binary ? [1, 0] : []))
    #expect(task != .multiclass || decoded.classNames.string(1) == "ünï")
    #expect(decoded.model(1) == ModelVersion(7))
    #expect(decoded.hasVector == [true, true])
    expectVectors(decoded.matrix)
  }

  private func expectVectors(_ decoded: FeatureMatrix) {
    let matrix = matrix()
    #expect(decoded.count == 2)
    for row in 0..<2 {
      for feature in [0, 2] { #expect(decoded[row, feature].bitPattern == matrix[row, feature].bitPattern) }
      for feature in [1, 3] { #expect(decoded[row, feature].isNaN) }
      for column in 0..<2 { #expect(decoded.categories[column].string(row) == matrix.categories[column].string(row)) }
    }
  }

  private func examples(_ task: LearningTask) -> RecordBatch {
    let scores: [Float] = task == .multiclass ? [0.25, 0.5, 0.25, 0.1, 0.2, 0.7] : [0.873, 0.1]
    let source = predictions(task, scores: scores)
    let encoder = ExampleEncoder(task: task)
    var batch = RecordBatch()
    for row in 0..<2 {
      let labelTime = Timestamp(milliseconds: 1_732_345_690_000 + Int64(row))
      if task == .multiclass {
        Array("d\"x".utf8).withUnsafeBytes {
          encoder.append(
            prediction: row, of: source, actualClass: $0, labelTime: labelTime, now: Self.now, to: &batch)
        }
      } else {
        encoder.append(
          prediction: row, of: source, actual: task == .binary ? Double(row) : -1.0 / 3, labelTime: labelTime,
          now: Self.now, to: &batch)
      }
    }
    return batch
  }

  @Test("An example is its prediction with what happened behind it")
  func exampleValue() {
    let batch = examples(.binary)
    #expect(
      batch.valueString(0)
        == #"{"id":"txn-1","pipeline":"fraud","model":7,"score":0.873,"label":1,"time":1732345678901,"#
        + #""actual":0,"label_time":1732345690000}"#)
    #expect(batch.keyString(0) == "txn-1")
    #expect(batch.entries[0].topic == .examples)
  }

  @Test("Examples are read back as they were written", arguments: LearningTask.allCases)
  func exampleRoundTrip(task: LearningTask) {
    let batch = examples(task)
    var decoder = ExampleDecoder(task: task, layout: Self.layout)
    var decoded = ExampleBatch(task: task, layout: Self.layout)
    var rejected: [DecodeFailure] = []
    decoder.decode(batch, 0..<2, into: &decoded, rejected: &rejected)
    #expect(rejected.isEmpty, "\(rejected)")
    #expect(decoded.actuals == (task == .binary ? [0, 1] : task == .regression ? [-1.0 / 3, -1.0 / 3] : []))
    #expect(task != .multiclass || decoded.actualClassNames.string(1) == "d\"x")
    #expect(decoded.labelTimes == [1_732_345_690_000, 1_732_345_690_001])
    #expect(decoded.times == [1_732_345_678_901, -5])
    expectVectors(decoded.matrix)
  }

  @Test("A vector of another layout is joined but not learned from")
  func otherLayout() {
    let batch = examples(.binary)
    var rejected: [DecodeFailure] = []
    var exampleDecoder = ExampleDecoder(task: .binary, layout: Self.numeric)
    var examples = ExampleBatch(task: .binary, layout: Self.numeric)
    exampleDecoder.decode(batch, 0..<2, into: &examples, rejected: &rejected)
    #expect(rejected.map(\.code) == [.wrongLayout, .wrongLayout])
    #expect(examples.count == 0 && examples.matrix.count == 0)

    rejected.removeAll()
    var predictionDecoder = PredictionDecoder(task: .binary, layout: Self.numeric)
    var predictions = PredictionBatch(task: .binary, layout: Self.numeric)
    predictionDecoder.decode(batch, 0..<2, into: &predictions, rejected: &rejected)
    #expect(rejected.isEmpty)
    #expect(predictions.count == 2 && predictions.hasVector == [false, false])
    #expect(predictions.matrix.values.allSatisfy(\.isNaN) && predictions.matrix.count == 2)
  }

  @Test("Wrong headers and wrong JSON are refused one by one, in order")
  func malformed() {
    let good = predictions(.binary, scores: [0.9, 0.1])
    var batch = RecordBatch()
    let hash = withUnsafeBytes(of: Self.layout.hash.littleEndian) { Array($0) }
    func append(_ value: String, _ headers: [(StaticString, [UInt8])]) {
      batch.append(topic: .predictions, key: "k", value: value, timestamp: Self.now)
      for (name, bytes) in headers { bytes.withUnsafeBytes { batch.appendHeader(name, $0) } }
    }
    let value = good.valueString(0)!
    let vector = [UInt8](repeating: 0, count: 16)
    let categories = Array(#"["a",null]"#.utf8)
    batch.append(0, of: good, topic: .predictions)
    append(value, [])
    append(value, [("features", vector), ("layout", hash)])
    append(value, [("features", vector.dropLast()), ("layout", hash), ("categories", categories)])
    append(value, [("features", vector), ("layout", hash), ("categories", Array(#"["a"]"#.utf8))])
    append(value, [("features", vector), ("layout", hash), ("categories", Array(#"["a",{}]"#.utf8))])
    append(value, [("features", vector), ("layout", hash), ("categories", Array(#"["a""#.utf8))])
    append("{}", [("features", vector), ("layout", hash), ("categories", categories)])
    append(value, [("layout", hash), ("features", vector), ("categories", categories), ("layout", [1])])
    append("nonsense", [("features", vector), ("layout", hash), ("categories", categories)])
    batch.append(1, of: good, topic: .predictions)

    var decoder = PredictionDecoder(task: .binary, layout: Self.layout)
    var decoded = PredictionBatch(task: .binary, layout: Self.layout)
    var rejected: [DecodeFailure] = []
    decoder.decode(batch, 0..<batch.count, into: &decoded, rejected: &rejected)
    #expect(decoded.records == [0, 8, 10])
    #expect(decoded.matrix.count == 3 && decoded.hasVector == [true, true, true])
    #expect(decoded.matrix.categories[0].string(1) == "a" && decoded.matrix.categories[1].string(2) == "mobile, 'ü'")
    #expect(rejected.map(\.record) == [1, 2, 3, 4, 5, 6, 7, 9])
    #expect(
      rejected.map(\.code) == [
        .badHeader, .badHeader, .badHeader, .badHeader, .badHeader, .badHeader, .missingField, .notAnObject,
      ])
    #expect(
      rejected.map(\.field) == [
        "layout", "categories", "features", "categories", "categories", "categories", "id", nil,
      ])
  }

  @Test("Every float is written so that it reads back as itself, as shortly as can be")
  func floats() {
    var generator = SeededGenerator(seed: 11)
    var scores: [Float] = [0, -0.0, 1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 1e10, 16_777_216]
    while scores.count < 5_000 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      scores.append(value.isFinite ? value : Float(generator.uniform()))
    }
    var matrix = FeatureMatrix(layout: Self.numeric)
    matrix.appendRows(scores.count)
    var encoder = PredictionEncoder(pipeline: "p", task: .regression, layout: Self.numeric)
    var batch = RecordBatch()
    encoder.append(
      ids: ids(scores.indices.map(String.init)), times: scores.map { _ in 0 }, matrix: matrix, scores: scores,
      classes: [], model: .prior, timestamps: scores.map { _ in 0 }, to: &batch)
    var decoder = PredictionDecoder(task: .regression, layout: Self.numeric)
    var decoded = PredictionBatch(task: .regression, layout: Self.numeric)
    var rejected: [DecodeFailure] = []
    decoder.decode(batch, 0..<batch.count, into: &decoded, rejected: &rejected)
    #expect(rejected.isEmpty)
    #expect(decoded.scores.map { Float($0).bitPattern } == scores.map(\.bitPattern))
    for (row, score) in scores.enumerated() {
      let text = batch.valueString(row)!.split(separator: ":")[4].split(separator: ",")[0]
      #expect(Float(text) == score)
      #expect(text.utf8.count <= "\(score)".utf8.count, "\(text) for \(score)")
    }
  }
}
