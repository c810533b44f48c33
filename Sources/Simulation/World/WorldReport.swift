import Records
import Statistics

/// What became of one simulated world.
package struct WorldReport: Sendable {
  package var seed: UInt64
  package var findings: [WorldFinding]
  package var eventCount: Int
  package var crashCount: Int
  /// How often a lane began again from its committed offsets.
  package var startOverCount: Int
  package var modelCount: Int
  /// Of everything in the log: the same seed gives the same.
  package var digest: UInt64
}

extension World {
  static let longestRun = Duration.seconds(3_600)
  /// How long things may take to settle once nothing goes wrong any more.
  private static let longestSettling = Duration.seconds(180)

  /// Runs the world of a seed to its end and checks what it left behind.
  package static func run(seed: UInt64, eventCount: Int, canary: Canary? = nil) -> WorldReport {
    let world = World(seed: seed, eventCount: eventCount, canary: canary)
    world.run(until: world.now + longestRun) { world.workload.hasWrittenAll }
    world.endFaults()
    // The stream goes on for a while, so that by its own time all waiting ends.
    world.run(until: world.now + world.plan.definition.labels.wait * 2 + .seconds(30))
    world.workload.end()
    let unsettled = world.settle()
    defer { world.close() }
    let audit = WorldAudit(world)
    var findings = audit.findings
    if let unsettled {
      findings.append(WorldFinding(check: .settling, message: "after \(longestSettling) \(unsettled)"))
    }
    return WorldReport(
      seed: seed, findings: findings, eventCount: world.workload.events.count, crashCount: world.crashCount,
      startOverCount: world.startOverCount, modelCount: audit.cards.count, digest: world.digest)
  }

  /// Lets things settle, and says what is still to be dealt with then.
  func settle() -> String? {
    let end = now + Self.longestSettling
    while now < end {
      run(until: end) { [self] in unsettled == nil }
      // Quiet may be the moment between two things.
      let quietUntil = now + .seconds(5)
      run(until: quietUntil) { [self] in unsettled != nil }
      if unsettled == nil { return nil }
    }
    return unsettled
  }

  /// What is still to be dealt with, in words.
  private var unsettled: String? {
    for name in groups.keys.sorted() where !name.hasSuffix("-leader") {
      for topic in Set(groups[name]!.members.values.flatMap(\.topics)).sorted(by: { $0.index < $1.index }) {
        for partition in log.partitions(of: topic) {
          let committed = groups[name]!.committed[partition]?.offset ?? 0
          let held = log[partition]
          if (committed..<max(committed, held.end)).contains(where: held.isVisible) {
            return "\(name) stands at \(committed) of \(partition), which ends at \(held.end)"
          }
        }
      }
    }
    return transactions.open.isEmpty ? nil : "transactions are open: \(transactions.open.keys.sorted())"
  }

  private var digest: UInt64 {
    var hash = FNV1a()
    for topic in Topic.allCases {
      log.forEach(topic) { partition, offset in
        partition.records.withKey(offset) { hash.combine($0 ?? .init(start: nil, count: 0)) }
        partition.records.withValue(offset) { hash.combine($0 ?? .init(start: nil, count: 0)) }
      }
    }
    return hash.value
  }
}
