import Records

/// When a lane's snapshots are due, and what a session can go on from.
///
/// A part is kept at positions that have been committed: one that is ahead of them, because the group's offsets were set back,
/// would leave out records that have to be answered. What is revoked is put aside as it stands, so that a rebalance which
/// brings it back at the same offsets costs nothing.
struct SnapshotKeeper<State: StageState> {
  /// A state that can be gone on from.
  struct Resumption {
    let partitions: [TopicPartition]
    let positions: Snapshot.Positions
    let state: State
  }

  /// A part as it stood when the commit of its positions began.
  private struct Capture: Sendable {
    var part: String
    var shape: String
    var positions: Snapshot.Positions
    var state: State
    var time: Duration
  }

  private let store: (any SnapshotStore)?
  private let pipeline: String
  private var kept: [String: (positions: Snapshot.Positions, at: Duration)] = [:]
  private var captured: Capture?
  private var aside: [String: (positions: Snapshot.Positions, state: State)] = [:]

  init(_ store: (any SnapshotStore)?, pipeline: String) {
    self.store = store
    self.pipeline = pipeline
  }

  // MARK: Keeping

  /// When a part was kept last; what never was comes first.
  func lastKept(_ part: String) -> Duration { kept[part]?.at ?? .seconds(-1) }

  /// Whether a part that stands at these positions is to be kept now.
  func isDue(_ part: String, at positions: Snapshot.Positions, now: Duration) -> Bool {
    guard let store else { return false }
    guard let last = kept[part] else { return true }
    return last.positions != positions && now - last.at >= store.interval
  }

  /// Whether a part has moved since it was kept.
  func hasMoved(_ part: String, to positions: Snapshot.Positions) -> Bool {
    store != nil && kept[part]?.positions != positions
  }

  /// Takes a part's state along, to be kept when the commit of its positions has come about.
  mutating func capture(
    _ part: String, shape: String, _ state: State, at positions: Snapshot.Positions, now: Duration
  ) {
    captured = Capture(part: part, shape: shape, positions: positions, state: state, time: now)
  }

  mutating func keepCaptured(waits: Bool) throws {
    guard let store, let capture = captured else { return }
    captured = nil
    let subject = Snapshot.Subject(
      pipeline: pipeline, part: capture.part, shape: capture.shape, cluster: try store.cluster())
    let isKept = store.keep(capture.part, waits: waits) {
      Snapshot.encode(capture.state, of: subject, at: capture.positions)
    }
    if isKept { kept[capture.part] = (capture.positions, capture.time) }
  }

  /// Notes when a part whose partitions have come is due for the first time.
  mutating func begin(_ part: String, at positions: Snapshot.Positions, now: Duration) { kept[part] = (positions, now) }

  /// Puts aside what is being revoked; what was captured of it is older.
  mutating func putAside(_ part: String, _ state: State, at positions: Snapshot.Positions) {
    captured = nil
    aside[part] = (positions, state)
  }

  // MARK: Going on

  /// What a part can go on from; nil where the log has to say all.
  ///
  /// - Parameters:
  ///   - empty: made to be read into.
  ///   - isUsable: whether the log goes on from the positions; throws why not.
  ///   - note: told why a snapshot is refused.
  mutating func resumption(
    of part: String, partitions: [TopicPartition], shape: String, empty: () -> State,
    isUsable: (Snapshot.Positions) throws(StateProblem) -> Void,
    note: (StateProblem) -> Void
  ) throws -> Resumption? {
    if let (positions, state) = aside.removeValue(forKey: part), Set(positions.keys) == Set(partitions),
      (try? isUsable(positions)) != nil
    {
      return Resumption(partitions: partitions, positions: positions, state: state)
    }
    guard let store else { return nil }
    let cluster = try store.cluster()
    do {
      guard let bytes = try store.load(part) else { return nil }
      let subject = Snapshot.Subject(pipeline: pipeline, part: part, shape: shape, cluster: cluster)
      let snapshot = try Snapshot(bytes, of: subject)
      guard Set(snapshot.positions.keys) == Set(partitions) else { throw StateProblem("it is of other partitions") }
      try isUsable(snapshot.positions)
      var state = empty()
      try snapshot.read(into: &state)
      return Resumption(partitions: partitions, positions: snapshot.positions, state: state)
    } catch let error as StateProblem {
      note(error)
      store.drop(part)
      return nil
    } catch {
      note(StateProblem("it cannot be read: \(error)"))
      return nil
    }
  }

  /// Forgets what was put aside and has not come back.
  mutating func forgetAside() { aside.removeAll() }
}
