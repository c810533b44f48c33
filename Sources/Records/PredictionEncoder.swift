/// Writes the predictions of a batch of events as records: JSON for people, the feature vector in headers.
///
/// The value is `{"id":"txn-1","pipeline":"fraud","model":7,"score":0.873,"label":1,"time":1732345678901}`; with `"label"`
/// as text and `"scores"` by class in a multiclass task, with `"value"` alone in a regression. A score that is not
/// finite is null, and so is its label. The headers are
///
/// - `features`: 32-bit floats, little-endian (`numpy.frombuffer(features, "<f4")`), NaN for a missing number and in the
///   slots of categories;
/// - `categories`: a JSON array of text or null, in the layout's order; absent where there are no category features;
/// - `layout`: `FeatureLayout.hash`, 64 bits, little-endian.
///
/// The key is the event's id. Warm, nothing is allocated for an event.
package struct PredictionEncoder: Sendable {
  package let task: LearningTask
  package let layout: FeatureLayout
  private let categorySlots: [Int]
  /// `,"pipeline":"fraud","model":`
  private let pipelineJSON: [UInt8]
  private var row: [Float]
  private var categoriesJSON: [UInt8] = []
  private var classNames = ByteColumn()
  private var classes: [String] = []

  package init(pipeline: String, task: LearningTask, layout: FeatureLayout) {
    self.task = task
    self.layout = layout
    categorySlots = layout.categoryIndices
    pipelineJSON = Array(",\"pipeline\":".utf8) + Self.quoted(pipeline) + Array(",\"model\":".utf8)
    row = Array(repeating: .nan, count: layout.count)
  }

  /// Appends a record a row.
  ///
  /// - Parameters:
  ///   - ids: the events' ids; none is missing.
  ///   - times: the events' times in milliseconds; none is missing.
  ///   - scores: rows x outputs; the probability of class 1, of each of `classes`, or the value.
  ///   - now: the records' own time, which retention goes by.
  package mutating func append(
    ids: ByteColumn, times: [Double], matrix: FeatureMatrix, scores: [Float], classes: [String], model: ModelVersion,
    now: Timestamp, to batch: inout RecordBatch
  ) {
    let outputCount = task == .multiclass ? classes.count : 1
    precondition(times.count == ids.count && matrix.count == ids.count, "ids, times and features have a row an event")
    precondition(scores.count == ids.count * outputCount, "a row has a score an output")
    precondition(matrix.width == layout.count, "the vectors are not of the encoder's layout")
    if classes != self.classes { name(classes) }
    for row in 0..<ids.count {
      precondition(!ids.isMissing(row) && times[row].isFinite, "an event that is scored has an id and a time")
      batch.begin(topic: .predictions, timestamp: now)
      ids.withBytes(row) { id in
        batch.appendKey(id)
        appendValue(
          id: id, time: Int64(times[row]), scores: scores, first: row * outputCount, count: outputCount, model: model,
          to: &batch)
      }
      appendHeaders(matrix, row: row, to: &batch)
    }
  }

  // MARK: Value

  private func appendValue(
    id: UnsafeRawBufferPointer, time: Int64, scores: [Float], first: Int, count: Int, model: ModelVersion,
    to batch: inout RecordBatch
  ) {
    let classByteCount = classNames.bytes.count * 2 * JSONWriter.escapedByteCount + classNames.count * 4
    let room =
      128 + pipelineJSON.count + id.count * JSONWriter.escapedByteCount + classByteCount
      + (count + 4) * JSONWriter.numberByteCount
    batch.appendValue(atMost: room) { target in
      var writer = JSONWriter(target)
      writer.write("{\"id\":")
      writer.write(text: id)
      pipelineJSON.withUnsafeBytes { writer.write(json: $0) }
      writer.write(Int64(model.number))
      scores.withUnsafeBufferPointer { scores in
        write(UnsafeBufferPointer(rebasing: scores[first..<first + count]), to: &writer)
      }
      writer.write(",\"time\":")
      writer.write(time)
      writer.write("}")
      return writer.byteCount
    }
  }

  private func write(_ scores: UnsafeBufferPointer<Float>, to writer: inout JSONWriter) {
    switch task {
    case .binary:
      writer.write(",\"score\":")
      writer.write(scores[0])
      writer.write(scores[0].isFinite ? (scores[0] > 0.5 ? ",\"label\":1" : ",\"label\":0") : ",\"label\":null")
    case .regression:
      writer.write(",\"value\":")
      writer.write(scores[0])
    case .multiclass:
      writeClasses(scores, to: &writer)
    }
  }

  private func writeClasses(_ scores: UnsafeBufferPointer<Float>, to writer: inout JSONWriter) {
    var best = 0
    for index in scores.indices where scores[index] > scores[best] { best = index }
    let isAnswered = scores.allSatisfy(\.isFinite) && !scores.isEmpty
    writer.write(",\"score\":")
    writer.write(isAnswered ? scores[best] : .nan)
    writer.write(",\"label\":")
    if isAnswered {
      classNames.withBytes(best) { writer.write(text: $0) }
    } else {
      writer.write("null")
    }
    writer.write(",\"scores\":{")
    for index in scores.indices {
      if index > 0 { writer.write(",") }
      classNames.withBytes(index) { writer.write(text: $0) }
      writer.write(":")
      writer.write(scores[index])
    }
    writer.write("}")
  }

  private mutating func name(_ classes: [String]) {
    self.classes = classes
    classNames.removeAll()
    for name in classes { classNames.append(name) }
  }

  private static func quoted(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { bytes in
      [UInt8](unsafeUninitializedCapacity: bytes.count * JSONWriter.escapedByteCount + 2) { target, count in
        var writer = JSONWriter(target.baseAddress!)
        writer.write(text: UnsafeRawBufferPointer(bytes))
        count = writer.byteCount
      }
    }
  }

  // MARK: Headers

  private mutating func appendHeaders(_ matrix: FeatureMatrix, row index: Int, to batch: inout RecordBatch) {
    let start = index * matrix.width
    if categorySlots.isEmpty {
      matrix.values.withUnsafeBytes { values in
        let stride = MemoryLayout<Float>.stride
        batch.appendHeader(
          "features",
          UnsafeRawBufferPointer(rebasing: values[start * stride..<(start + matrix.width) * stride]))
      }
    } else {
      for feature in 0..<matrix.width { row[feature] = matrix.values[start + feature] }
      // A model may have left its own codes there.
      for slot in categorySlots { row[slot] = .nan }
      row.withUnsafeBytes { batch.appendHeader("features", $0) }
      appendCategories(matrix, row: index, to: &batch)
    }
    withUnsafeBytes(of: layout.hash.littleEndian) { batch.appendHeader("layout", $0) }
  }

  private mutating func appendCategories(_ matrix: FeatureMatrix, row: Int, to batch: inout RecordBatch) {
    var room = 2
    for column in matrix.categories { room += 5 + max(0, Int(column.lengths[row])) * JSONWriter.escapedByteCount }
    if categoriesJSON.count < room { categoriesJSON = Array(repeating: 0, count: room * 2) }
    categoriesJSON.withUnsafeMutableBufferPointer { target in
      var writer = JSONWriter(target.baseAddress!)
      writer.write("[")
      for (place, column) in matrix.categories.enumerated() {
        if place > 0 { writer.write(",") }
        if column.isMissing(row) {
          writer.write("null")
        } else {
          column.withBytes(row) { writer.write(text: $0) }
        }
      }
      writer.write("]")
      batch.appendHeader(
        "categories", UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(target)[..<writer.byteCount]))
    }
  }
}
