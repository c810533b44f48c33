import GRDB
import Records

/// One transaction of `Registry.apply`: folds records into the tables.
struct RecordFold {
  let database: Database
  let topics: TopicNames
  let configurationDigest: (String) -> String?
  private(set) var applied = Applied()
  private var positions: [Place: Int64] = [:]
  /// What was added to, and so may have outgrown its bound.
  private(set) var touched: Set<Touched> = []

  struct Place: Hashable {
    var topic: Topic
    var partition: Int32
  }

  struct Touched: Hashable {
    var table: HistoryTable
    var pipeline: String
  }

  init(database: Database, topics: TopicNames, configurationDigest: @escaping (String) -> String?) {
    self.database = database
    self.topics = topics
    self.configurationDigest = configurationDigest
  }

  mutating func take(_ index: Int, of batch: RecordBatch) throws {
    let entry = batch.entries[index]
    guard [.models, .alerts, .commands, .config].contains(entry.topic) else {
      applied.passed += 1
      return
    }
    let place = Place(topic: entry.topic, partition: entry.partition)
    guard try entry.offset >= position(of: place) else {
      applied.repeated += 1
      return
    }
    do {
      applied.taken += try fold(index, of: batch, entry) ? 1 : 0
    } catch let error as JSONCodingError {
      refuse(entry, error.description)
    }
    positions[place] = entry.offset + 1
  }

  private mutating func fold(_ index: Int, of batch: RecordBatch, _ entry: RecordBatch.Entry) throws -> Bool {
    switch entry.topic {
    case .models: try foldModel(index, of: batch, entry)
    case .alerts: try foldAlert(index, of: batch, entry)
    case .commands: try foldCommand(index, of: batch, entry)
    default: try foldConfiguration(index, of: batch, entry)
    }
  }

  mutating func touch(_ table: HistoryTable, of pipeline: String) {
    touched.insert(Touched(table: table, pipeline: pipeline))
  }

  mutating func pass() -> Bool {
    applied.passed += 1
    return false
  }

  @discardableResult
  mutating func refuse(_ entry: RecordBatch.Entry, _ reason: String) -> Bool {
    applied.unreadable.append(
      Applied.Unreadable(
        topic: topics[entry.topic], partition: entry.partition, offset: entry.offset, reason: reason))
    return false
  }

  func execute(_ sql: String, _ arguments: StatementArguments) throws {
    try database.cachedStatement(sql: sql).execute(arguments: arguments)
  }

  // MARK: Positions

  private mutating func position(of place: Place) throws -> Int64 {
    if let known = positions[place] { return known }
    let stored = try Int64.fetchOne(
      database, sql: "SELECT next_offset FROM position WHERE topic = ? AND partition = ?",
      arguments: [topics[place.topic], place.partition])
    positions[place] = stored ?? 0
    return stored ?? 0
  }

  func savePositions() throws {
    for (place, next) in positions {
      try execute(
        """
        INSERT INTO position (topic, partition, next_offset) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset
        """, [topics[place.topic], place.partition, next])
    }
  }
}

extension RecordBatch {
  /// Reads a record's value as a cold record.
  func decode<Value: Decodable>(_ type: Value.Type, _ index: Int) throws -> Value {
    try withValue(index) {
      try JSONCoding.decode(type, from: $0 ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }
  }
}
