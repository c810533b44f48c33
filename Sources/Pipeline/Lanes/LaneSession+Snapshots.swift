import Features
import Records

/// How a session keeps its stage's state, and goes on from what was kept.
extension LaneSession {
  /// The partitions of each part of the state, in order.
  private func parts(of partitions: some Sequence<TopicPartition>) -> [(name: String, partitions: [TopicPartition])] {
    Dictionary(grouping: partitions) { Stage.part(of: $0) }.map { ($0.key, $0.value.sorted()) }.sorted { $0.0 < $1.0 }
  }

  /// Where a part stands, all of it committed; nil while some of it is still read again.
  ///
  /// To be called when everything that has been read is stepped, and committed with what is to be made of the answer.
  private func positions(of partitions: [TopicPartition], _ read: [TopicPartition: Int64]) -> Snapshot.Positions? {
    guard !stage.isRestoring, !stage.awaitsWritten else { return nil }
    var positions: Snapshot.Positions = [:]
    for partition in partitions {
      guard let live = liveFrom[partition], !restoring.isOpen(partition) else { return nil }
      positions[partition] = max(live, read[partition] ?? live)
    }
    return positions
  }

  /// Takes a copy of the part that is due, as it is with the commit that begins now: one part at a time, so that no pause is
  /// long. It is kept once that commit has come about.
  func captureDue() {
    guard site.snapshots != nil else { return }
    let (read, now) = (consumer.positions, site.uptime)
    let oldestFirst = parts(of: liveFrom.keys).sorted { snapshots.lastKept($0.name) < snapshots.lastKept($1.name) }
    for part in oldestFirst {
      guard let positions = positions(of: part.partitions, read),
        snapshots.isDue(part.name, at: positions, now: now), let state = stage.state(of: part.partitions)
      else { continue }
      return snapshots.capture(part.name, shape: stage.stateShape, state, at: positions, now: now)
    }
  }

  /// Keeps what was captured, whose commit has come about.
  func keepCaptured() throws { try snapshots.keepCaptured(waits: false) }

  /// Keeps all that has moved since it was kept: everything that was read is committed, and nothing more will be.
  func keepAll() throws {
    guard site.snapshots != nil else { return }
    let (read, now) = (consumer.positions, site.uptime)
    for part in parts(of: liveFrom.keys) {
      guard let positions = positions(of: part.partitions, read), snapshots.hasMoved(part.name, to: positions),
        let state = stage.state(of: part.partitions)
      else { continue }
      snapshots.capture(part.name, shape: stage.stateShape, state, at: positions, now: now)
      try snapshots.keepCaptured(waits: true)
    }
  }

  /// Puts aside the parts that are being revoked, committed as they are: they may be given back at once.
  func putAside(_ partitions: [TopicPartition]) {
    let read = consumer.positions
    for part in parts(of: partitions) {
      guard let positions = positions(of: part.partitions, read), let state = stage.state(of: part.partitions) else {
        continue
      }
      snapshots.putAside(part.name, state, at: positions)
    }
  }

  /// Goes on from what was put aside or kept, and starts those partitions there.
  ///
  /// - Returns: the others.
  func resume(_ partitions: [TopicPartition], _ replay: inout ReplayStart) throws -> [TopicPartition] {
    var rest: [TopicPartition] = []
    for part in parts(of: partitions) {
      let found = try snapshots.resumption(
        of: part.name, partitions: part.partitions, shape: stage.stateShape,
        empty: { stage.emptyState(of: part.partitions) },
        isUsable: { positions throws(StateProblem) in try replay.check(positions) },
        note: { site.note(.refusedSnapshot(part: part.name, $0)) })
      guard let found else {
        rest += part.partitions
        continue
      }
      replay.start(at: found.positions)
      stage.resume(part.partitions, with: found.state)
      snapshots.begin(part.name, at: found.positions, now: site.uptime)
      site.note(.resumed(part: part.name))
    }
    snapshots.forgetAside()
    return rest
  }

  func noteRestoring() {
    if let note = restoring.note(consumer.positions, now: site.uptime) { site.note(note) }
  }
}
