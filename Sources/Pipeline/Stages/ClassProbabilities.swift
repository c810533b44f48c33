import Records

/// Reads what a multiclass prediction gave a class: `"scores":{"1":0.2,"3":0.8}` of its JSON.
struct ClassProbabilities: Sendable {
  private let schema: EventSchema
  private var decoder: RecordDecoder
  private var events: EventBatch
  private var failures: [DecodeFailure] = []

  init(classes: [String]) {
    schema = EventSchema(
      fields: classes.enumerated().map {
        .init(name: "class\($0.offset)", path: ["scores", $0.element], type: .double)
      })
    decoder = RecordDecoder(schema: schema)
    events = EventBatch(schema: schema)
  }

  /// The probability of a class by its place among the classes; nil where the record gives none.
  mutating func probability(of place: Int, record: Int, of batch: RecordBatch) -> Double? {
    events.removeAll()
    failures.removeAll(keepingCapacity: true)
    decoder.decode(batch, record..<record + 1, into: &events, rejected: &failures)
    guard schema.fields.indices.contains(place), events.count == 1, events.numbers[place][0].isFinite else {
      return nil
    }
    return events.numbers[place][0]
  }
}
