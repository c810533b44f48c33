import Records
import Registry
import Testing

@Suite("The registry is a view of the topics")
struct RegistryViewTests {
  let folder: TemporaryFolder
  let registry: Registry
  let reader: RegistryReader

  init() throws {
    folder = try TemporaryFolder()
    registry = try Registry.open(path: folder.registry, cluster: "one").registry
    reader = registry.reader
  }

  @Test("versions are listed newest first, each with its state, trigger, metrics, examples, digest and time")
  func versions() throws {
    try registry.apply(try Samples.life())
    let versions = try reader.versions(of: "fraud")
    #expect(versions.map(\.version.number) == [4, 3, 2, 1])
    #expect(versions.map(\.state) == [.candidate, .live, .rejected, .previous])
    #expect(versions.map(\.trigger) == ["concept-drift", "concept-drift", "concept-drift", "first"])
    #expect(versions[1].metrics == ["logloss": 0.25, "accuracy": 0.9])
    #expect(versions[1].examples == 100)
    #expect(versions[1].digest == "digest-3")
    #expect(versions[1].created == Samples.moment(10))
    #expect(try reader.liveVersion(of: "fraud") == ModelVersion(3))
    #expect(try reader.retrainCount(of: "fraud") == 3)
    #expect(try reader.pipelines() == ["fraud"])
  }

  @Test("a version is shown with its command, alert, configuration, deployments and children")
  func lineage() throws {
    try registry.apply(try Samples.life())
    let details = try #require(try reader.version(ModelVersion(3), of: "fraud"))
    #expect(details.card == Samples.card(3, parent: 1, time: 10))
    #expect(details.state == .live)
    #expect(details.command == Samples.command("command-3", time: 9))
    #expect(details.alert == Samples.alert("alert-1", .resolved, time: 12))
    #expect(details.configuration?.text == "A")
    #expect(details.deployments == [Samples.deployment(live: 3, previous: 1, time: 11)])
    #expect(details.children == [ModelVersion(4)])
    #expect(try reader.version(ModelVersion(9), of: "fraud") == nil)
  }

  @Test("an alert fires until its resolution, and a newer episode replaces one that was never resolved")
  func firing() throws {
    var log = try Samples.life()
    try registry.apply(log)
    #expect(try reader.firingAlerts(of: "fraud").map(\.alertID) == ["alert-2"])
    try log.add(Samples.alert("alert-3", .firing, detector: "feature-shift", on: "amount", time: 20), partition: 1)
    try log.add(Samples.alert("notice", .notice, detector: "feature-shift", on: "amount", time: 21), partition: 1)
    try registry.apply(log)
    #expect(try reader.firingAlerts(of: "fraud").map(\.alertID) == ["alert-3"])
    let times = try reader.alerts(of: "fraud", limit: 3).map(\.time.milliseconds)
    #expect(times == [12, 20, 21])
    #expect(try reader.alerts(of: "fraud", kind: .deployment).isEmpty)
  }

  @Test("only accepted configurations are kept; a tombstone withdraws them")
  func configurations() throws {
    var log = try Samples.life()
    try registry.apply(log)
    #expect(try reader.configuration(of: "fraud")?.text == "B")
    log.add(.config, key: "fraud", value: nil, time: 30)
    try registry.apply(log)
    #expect(try reader.configuration(of: "fraud") == nil)
    #expect(try reader.configuration(of: "fraud", digest: "digest of A")?.text == "A")
  }

  @Test("applying the same records twice changes nothing", arguments: [1, 3, .max])
  func idempotence(size: Int) throws {
    let log = try Samples.life()
    try registry.apply(log)
    let first = try View(reader)
    let again = try registry.apply(log, batchesOf: size)
    #expect(try View(reader) == first)
    #expect(again.map(\.taken).reduce(0, +) == 0)
    #expect(again.map(\.repeated).reduce(0, +) == log.lines.count)
  }

  @Test("a view rebuilt from the topics equals the first, however the records are cut", arguments: [1, 2, 5, .max])
  func rebuilding(size: Int) throws {
    let log = try Samples.life()
    try registry.apply(log)
    let other = try Registry.open(path: folder.path + "/other.sqlite", cluster: "one").registry
    try other.apply(log, batchesOf: size)
    #expect(try View(other.reader) == View(reader))
  }

  @Test("a view that starts over equals the first")
  func startingOver() throws {
    let log = try Samples.life()
    try registry.apply(log)
    let first = try View(reader)
    try registry.startOver()
    #expect(try reader.positions().isEmpty)
    #expect(try reader.versions(of: "fraud").isEmpty)
    try registry.apply(log)
    #expect(try View(reader) == first)
  }

  @Test("the same command twice is one command, the first")
  func commandsOnce() throws {
    var log = TopicLog()
    try log.add(Samples.command("command-1", time: 1))
    try log.add(Samples.command("command-1", time: 2))
    try registry.apply(log)
    #expect(try reader.commands(of: "fraud").map(\.time.milliseconds) == [1])
  }

  @Test("records that cannot be read are returned with their place, and the rest goes on")
  func unreadable() throws {
    var log = TopicLog()
    log.add(.models, key: "model/1", value: "{")
    log.add(.models, key: "nonsense", value: "{}")
    log.add(.models, key: nil, value: "{}")
    log.add(.models, key: "live", value: nil)
    log.add(.alerts, key: "a", value: nil)
    log.add(.commands, key: "fraud", value: "{\"command\": \"explode\"}")
    log.add(.config, key: nil, value: "A")
    log.add(.predictions, key: "a", value: "{}")
    try log.add(Samples.card(1))
    let applied = try #require(try registry.apply(log).first)
    #expect(applied.taken == 1)
    #expect(applied.passed == 1)
    #expect(applied.unreadable.count == 7)
    #expect(applied.unreadable[0].description.hasPrefix("fraud.models/0 at offset 0: not a valid ModelCard"))
    #expect(try reader.versions(of: "fraud").map(\.version.number) == [1])
  }

  @Test("a tombstone takes a version away")
  func tombstone() throws {
    var log = try Samples.life()
    log.add(.models, key: "model/2", value: nil)
    try registry.apply(log)
    #expect(try reader.versions(of: "fraud").map(\.version.number) == [4, 3, 1])
    #expect(try reader.retrainCount(of: "fraud") == 2)
  }

  @Test("rolling back makes the older version live and the newer one previous")
  func rollback() throws {
    var log = try Samples.life()
    try log.add(Samples.deployment(live: 1, previous: 3, time: 20))
    try registry.apply(log)
    let states = try reader.versions(of: "fraud").map(\.state)
    #expect(states == [.candidate, .previous, .rejected, .live])
  }

  @Test("pipelines do not see each other")
  func separation() throws {
    try registry.apply(try Samples.life())
    #expect(try reader.versions(of: "other").isEmpty)
    #expect(try reader.alerts(of: "other").isEmpty)
    #expect(try reader.liveVersion(of: "other") == .prior)
  }

  @Test("the counters of a running pipeline come back as they were written last")
  func status() throws {
    #expect(try reader.status(of: "fraud") == nil)
    try registry.writeStatus(["events": 1], of: "fraud", at: Samples.moment(1_000))
    try registry.writeStatus(["events": 2], of: "fraud", at: Samples.moment(2_000))
    let row = try #require(try reader.status(of: "fraud"))
    #expect(row.time == Samples.moment(2_000))
    #expect(try row.decode([String: Int].self) == ["events": 2])
  }
}
