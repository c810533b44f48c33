/// Writes examples: a prediction's record with what really happened behind it.
///
/// The value is the prediction's own JSON with `"actual"` and `"label_time"` added, and key and headers are the
/// prediction's: so a join keeps records as they came and nothing is encoded twice.
package struct ExampleEncoder: Sendable {
  package let task: LearningTask

  package init(task: LearningTask) { self.task = task }

  /// Appends the example of a prediction that `PredictionDecoder` has accepted, in a binary task (0 or 1) or a
  /// regression.
  ///
  /// - Parameters:
  ///   - prediction: the prediction's record in `source`.
  ///   - labelTime: when the label was known.
  ///   - now: the record's own time, which retention goes by.
  package func append(
    prediction: Int, of source: RecordBatch, actual: Double, labelTime: Timestamp, now: Timestamp,
    to batch: inout RecordBatch
  ) {
    precondition(task != .multiclass, "the actual class of a multiclass task has a name")
    precondition(task == .regression ? actual.isFinite : actual == 0 || actual == 1, "\(actual) is no actual value")
    append(prediction, of: source, room: JSONWriter.numberByteCount, labelTime: labelTime, now: now, to: &batch) {
      if task == .binary {
        $0.write(Int64(actual))
      } else {
        $0.write(actual)
      }
    }
  }

  /// Appends the example of a prediction that `PredictionDecoder` has accepted, in a multiclass task.
  ///
  /// - Parameter actualClass: the class's name, as UTF-8.
  package func append(
    prediction: Int, of source: RecordBatch, actualClass: UnsafeRawBufferPointer, labelTime: Timestamp,
    now: Timestamp, to batch: inout RecordBatch
  ) {
    precondition(task == .multiclass, "only the actual class of a multiclass task has a name")
    append(
      prediction, of: source, room: actualClass.count * JSONWriter.escapedByteCount + 2, labelTime: labelTime,
      now: now, to: &batch
    ) { $0.write(text: actualClass) }
  }

  private func append(
    _ prediction: Int, of source: RecordBatch, room: Int, labelTime: Timestamp, now: Timestamp,
    to batch: inout RecordBatch, writeActual: (inout JSONWriter) -> Void
  ) {
    batch.begin(topic: .examples, timestamp: now)
    source.withKey(prediction) { if let key = $0 { batch.appendKey(key) } }
    source.withValue(prediction) { value in
      let object = Self.openObject(value)
      batch.appendValue(atMost: object.count + room + JSONWriter.numberByteCount + 64) { target in
        var writer = JSONWriter(target)
        writer.write(json: object)
        writer.write(",\"actual\":")
        writeActual(&writer)
        writer.write(",\"label_time\":")
        writer.write(labelTime.milliseconds)
        writer.write("}")
        return writer.byteCount
      }
    }
    batch.appendHeaders(of: prediction, in: source)
  }

  /// A prediction's JSON without the brace that closes it.
  private static func openObject(_ value: UnsafeRawBufferPointer?) -> UnsafeRawBufferPointer {
    guard let value, let brace = value.lastIndex(of: UInt8(ascii: "}")) else {
      preconditionFailure("a prediction's value is a JSON object")
    }
    return UnsafeRawBufferPointer(rebasing: value[..<brace])
  }
}
