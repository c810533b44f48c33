import Records

extension World {
  /// Calls `body` for each record of a batch, in order, unless a bug is planted here.
  func forEachPlanted(in batch: RecordBatch, _ body: (RecordBatch, Int) -> Void) {
    var order = Array(0..<batch.count)
    if canary == .swapsPredictions { swapTwo(in: batch, &order) }
    for index in order {
      let topic = batch.entries[index].topic
      switch canary {
      case .doublesExamples where topic == .examples:
        body(batch, index)
        if chance(0.05) { body(batch, index) }
      case .losesDeadLetters where topic == .deadletter && chance(0.2): break
      case .liesAboutLabels where topic == .examples && chance(0.05): body(turningLabel(of: index, in: batch), 0)
      case .changesItsMind where topic == .examples && chance(0.05):
        body(batch, index)
        body(turningLabel(of: index, in: batch), 0)
      case .bendsFeatures where topic == .predictions && chance(0.05): body(bending(index, of: batch), 0)
      default: body(batch, index)
      }
    }
  }

  /// The records of the models topic with pointers that do not say who moved them.
  static func forgetting(_ batch: RecordBatch) -> RecordBatch {
    var copy = RecordBatch()
    for index in 0..<batch.count {
      guard batch.keyString(index) == ModelKey.live.text,
        var deployment = try? batch.decodeValue(Deployment.self, of: index)
      else {
        let entry = batch.entries[index]
        copy.append(index, of: batch, topic: entry.topic, partition: entry.partition, offset: entry.offset)
        continue
      }
      deployment = Deployment(
        live: deployment.live, previous: deployment.previous, reason: deployment.reason, time: deployment.time)
      // Its figures are finite, so that it can be encoded.
      try? copy.append(
        topic: .models, key: ModelKey.live.text, json: deployment,
        timestamp: Timestamp(milliseconds: batch.entries[index].timestamp))
    }
    return copy
  }

  /// Lets two answers to one partition's events that go to one partition change places.
  private func swapTwo(in batch: RecordBatch, _ order: inout [Int]) {
    let answers = order.filter { batch.entries[$0].topic == .predictions }
    for (first, second) in zip(answers, answers.dropFirst())
    where log.destination(first, of: batch) == log.destination(second, of: batch) {
      order.swapAt(first, second)
      return
    }
  }

  private func turningLabel(of index: Int, in batch: RecordBatch) -> RecordBatch {
    var text = batch.valueString(index) ?? ""
    let (old, new) = text.contains("\"actual\":1") ? ("\"actual\":1", "\"actual\":0") : ("\"actual\":0", "\"actual\":1")
    if let range = text.firstRange(of: old) { text.replaceSubrange(range, with: new) }
    return copy(of: index, in: batch, value: text) { $1 }
  }

  private func bending(_ index: Int, of batch: RecordBatch) -> RecordBatch {
    copy(of: index, in: batch, value: batch.valueString(index)) { name, bytes in
      guard name == "features" else { return bytes }
      var bytes = bytes
      bytes[bytes.count - 3] ^= 0x10
      return bytes
    }
  }

  private func copy(
    of index: Int, in batch: RecordBatch, value: String?, header: (String, [UInt8]) -> [UInt8]
  ) -> RecordBatch {
    var copy = RecordBatch()
    let entry = batch.entries[index]
    copy.append(
      topic: entry.topic, key: batch.keyString(index), value: value,
      timestamp: Timestamp(milliseconds: entry.timestamp))
    batch.forEachHeader(index) { name, bytes in
      let changed = header(String(decoding: name, as: UTF8.self), Array(bytes))
      changed.withUnsafeBytes { copy.appendHeader(name, $0) }
    }
    return copy
  }
}
