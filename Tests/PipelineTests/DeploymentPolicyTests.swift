import Models
import Pipeline
import Records
import Testing

@Suite("A person's commands and the pointer")
struct DeploymentPolicyTests {
  private static let now = Timestamp(milliseconds: 1_700_000_000_000)

  private static func command(_ id: String, _ kind: Command.Kind, version: Int? = nil) -> Command {
    var command = Command(commandID: id, pipeline: "fraud", command: kind, time: now)
    command.version = version.map(ModelVersion.init)
    return command
  }

  private static func catalog(_ live: String? = nil) -> ModelCatalog {
    var catalog = ModelCatalog()
    if let live {
      var batch = RecordBatch()
      batch.append(topic: .models, key: ModelKey.live.text, value: live, timestamp: now)
      catalog.apply(batch)
    }
    return catalog
  }

  private static func catalog(_ deployment: Deployment) throws -> ModelCatalog {
    var catalog = ModelCatalog()
    var batch = RecordBatch()
    try batch.append(topic: .models, key: ModelKey.live.text, json: deployment, timestamp: now)
    catalog.apply(batch)
    return catalog
  }

  @Test("A command is known whatever was carried out after it")
  func remembered() throws {
    var catalog = Self.catalog()
    for (id, kind) in [("a", Command.Kind.pin), ("b", .pause), ("c", .unpin)] {
      let next = try DeploymentPolicy.deployment(after: Self.command(id, kind), catalog: catalog, now: Self.now)
      #expect(next.commandID == id)
      catalog = try Self.catalog(next)
    }
    let pointer = try #require(catalog.deployment)
    #expect(pointer.carriedOut.map(\.commandID) == ["a", "b", "c"])
    #expect(["a", "b", "c"].allSatisfy(pointer.hasCarriedOut))
    #expect(!pointer.hasCarriedOut("d"))
    #expect(pointer.isPaused && !pointer.isPinned)
  }

  @Test("A pointer remembers so many commands and no more")
  func bound() throws {
    var pointer: Deployment?
    for number in 1...40 {
      var next = Deployment(live: ModelVersion(number), reason: "a test", time: Self.now)
      next.sign("command-\(number)", after: pointer)
      pointer = next
    }
    let carriedOut = try #require(pointer).carriedOut
    #expect(carriedOut.count == Deployment.maximumCarriedOutCount)
    #expect(carriedOut.map(\.live.number) == Array(9...40))
    #expect(carriedOut.first?.commandID == "command-9")
  }

  @Test("A pointer that was written before there was a list is read, and its command goes into the list")
  func formerRecords() throws {
    let catalog = Self.catalog(
      #"{"live":0,"pinned":true,"paused":false,"command_id":"old","reason":"better","time":1700000000000}"#)
    let pointer = try #require(catalog.deployment)
    #expect(pointer.hasCarriedOut("old"))
    #expect(pointer.carriedOut.isEmpty)
    let next = try DeploymentPolicy.deployment(
      after: Self.command("new", .unpin), catalog: catalog, now: Self.now)
    #expect(next.carriedOut.map(\.commandID) == ["old", "new"])
    #expect(!next.isPinned)
  }

  @Test("The list is written as it is documented")
  func wire() throws {
    var pointer = Deployment(live: .prior, reason: "a test", time: Self.now)
    pointer.sign("by-hand-1", after: nil)
    var batch = RecordBatch()
    try batch.append(topic: .models, key: ModelKey.live.text, json: pointer, timestamp: Self.now)
    let text = try #require(batch.valueString(0))
    #expect(text.contains(#""carried_out":[{"command_id":"by-hand-1","live":0}]"#), "\(text)")
    #expect(try batch.decodeValue(Deployment.self, of: 0) == pointer)
  }

  @Test("What cannot be done is refused with the reason, and the pointer stays")
  func refusals() {
    for (kind, version, words) in [
      (Command.Kind.rollback, nil, "no version before"), (.promote, nil, "needs a version"),
      (.promote, 9, "not in the models topic"), (.pin, 9, "not in the models topic"), (.reject, nil, "does not change"),
    ] {
      let command = Self.command("x", kind, version: version)
      do {
        _ = try DeploymentPolicy.deployment(after: command, catalog: Self.catalog(), now: Self.now)
        Issue.record("\(kind) was carried out")
      } catch {
        #expect(error.description.contains(words), "\(error)")
      }
    }
  }
}
