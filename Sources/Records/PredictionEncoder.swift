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
  private var value: PredictionValue
  private var row: [Float]
  private var categoriesJSON: [UInt8] = []

  package init(pipeline: String, task: LearningTask, layout: FeatureLayout) {
    self.task = task
    self.layout = layout
    categorySlots = layout.categoryIndices
    value = PredictionValue(pipeline: pipeline, task: task)
    row = Array(repeating: .nan, count: layout.count)
  }

  /// Appends a record a row.
  ///
  /// - Parameters:
  ///   - ids: the events' ids; none is missing.
  ///   - times: the events' times in milliseconds; none is missing.
  ///   - scores: rows x outputs; the probability of class 1, of each of `classes`, or the value.
  ///   - timestamps: the events' own record timestamps in milliseconds. A prediction's record takes its event's over, as
  ///     Kafka Streams does, so that joins and retention go by when things happened and not by when they were answered.
  package mutating func append(
    ids: ByteColumn, times: [Double], matrix: FeatureMatrix, scores: [Float], classes: [String], model: ModelVersion,
    timestamps: [Int64], to batch: inout RecordBatch
  ) {
    let outputCount = task == .multiclass ? classes.count : 1
    precondition(times.count == ids.count && matrix.count == ids.count, "ids, times and features have a row an event")
    precondition(timestamps.count == ids.count, "a record has a timestamp")
    precondition(scores.count == ids.count * outputCount, "a row has a score an output")
    precondition(matrix.width == layout.count, "the vectors are not of the encoder's layout")
    value.name(classes)
    // A copy for the loop: inside a closure `self` would be copied for every row.
    let value = value
    for row in 0..<ids.count {
      precondition(!ids.isMissing(row) && times[row].isFinite, "an event that is scored has an id and a time")
      batch.begin(topic: .predictions, timestamp: Timestamp(milliseconds: timestamps[row]))
      ids.withBytes(row) { id in
        batch.appendKey(id)
        batch.appendValue(atMost: value.maximumByteCount(idByteCount: id.count)) { target in
          value.write(
            id: id, time: Int64(times[row]), scores: scores[row * outputCount..<(row + 1) * outputCount], model: model,
            to: target)
        }
      }
      appendHeaders(matrix, row: row, to: &batch)
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
    for place in matrix.categories.indices {
      room += 5 + max(0, Int(matrix.categories[place].lengths[row])) * JSONWriter.escapedByteCount
    }
    if categoriesJSON.count < room { categoriesJSON = Array(repeating: 0, count: room * 2) }
    categoriesJSON.withUnsafeMutableBufferPointer { target in
      var writer = JSONWriter(target.baseAddress!)
      writer.write("[")
      for place in matrix.categories.indices {
        if place > 0 { writer.write(",") }
        if matrix.categories[place].isMissing(row) {
          writer.write("null")
        } else {
          matrix.categories[place].withBytes(row) { writer.write(text: $0) }
        }
      }
      writer.write("]")
      batch.appendHeader(
        "categories", UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(target)[..<writer.byteCount]))
    }
  }
}
