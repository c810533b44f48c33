/// The JSON of predictions, as `PredictionEncoder` documents it.
struct PredictionValue: Sendable {
  private let task: LearningTask
  /// `,"pipeline":"fraud","model":`
  private let pipelineJSON: [UInt8]
  private var classes: [String] = []
  private var classNames = ByteColumn()

  init(pipeline: String, task: LearningTask) {
    self.task = task
    pipelineJSON = Array(",\"pipeline\":".utf8) + JSONText.quotedBytes(pipeline) + Array(",\"model\":".utf8)
  }

  /// Sets the names of the classes that scores stand for.
  mutating func name(_ classes: [String]) {
    guard classes != self.classes else { return }
    self.classes = classes
    classNames.removeAll()
    for name in classes { classNames.append(name) }
  }

  /// The room that a value takes at most.
  func maximumByteCount(idByteCount: Int) -> Int {
    // A class's name stands once among the scores, and the predicted one as the label.
    let nameByteCount = classNames.bytes.count * 2 * JSONWriter.escapedByteCount
    let numberByteCount = (classNames.count + 4) * (JSONWriter.numberByteCount + 4)
    return 128 + pipelineJSON.count + idByteCount * JSONWriter.escapedByteCount + nameByteCount + numberByteCount
  }

  /// Writes the value and returns its length.
  func write(
    id: UnsafeRawBufferPointer, time: Int64, scores: ArraySlice<Float>, model: ModelVersion,
    to target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var writer = JSONWriter(target)
    writer.write("{\"id\":")
    writer.write(text: id)
    pipelineJSON.withUnsafeBytes { writer.write(json: $0) }
    writer.write(Int64(model.number))
    scores.withUnsafeBufferPointer { write($0, to: &writer) }
    writer.write(",\"time\":")
    writer.write(time)
    writer.write("}")
    return writer.byteCount
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
}
