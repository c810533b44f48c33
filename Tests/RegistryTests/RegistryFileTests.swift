import Foundation
import GRDB
import Records
import Registry
import Testing

@Suite("The registry's file")
struct RegistryFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a missing file is created, a present one goes on from its positions")
  func continues() throws {
    let log = try Samples.life()
    let (first, opening) = try Registry.open(path: folder.registry, cluster: "one")
    #expect(opening == .created)
    try first.apply(log)
    let view = try View(first.reader)
    try first.close()
    let (second, reopening) = try Registry.open(path: folder.registry, cluster: "one")
    #expect(reopening == .continued)
    #expect(try View(second.reader) == view)
    #expect(
      view.positions.contains(TopicPosition(topic: "freshet.commands", partition: 2, nextOffset: 1)))
    #expect(view.positions.contains(TopicPosition(topic: "fraud.models", partition: 0, nextOffset: 7)))
  }

  @Test("a file of another cluster is set aside, and the new one is empty")
  func otherCluster() throws {
    let first = try Registry.open(path: folder.registry, cluster: "one").registry
    try first.apply(try Samples.life())
    try first.close()
    let (second, opening) = try Registry.open(path: folder.registry, cluster: "two")
    #expect(
      opening
        == .setAside(path: folder.registry + ".set-aside", reason: .otherCluster(file: "one", wanted: "two")))
    #expect(try second.reader.positions().isEmpty)
    #expect(try second.reader.cluster() == "two")
    let old = try RegistryReader(path: folder.registry + ".set-aside")
    #expect(try old.versions(of: "fraud").count == 4)
  }

  @Test("a file that is no database is set aside with the reason")
  func garbage() throws {
    try Data(repeating: 0x5a, count: 10_000).write(to: URL(fileURLWithPath: folder.registry))
    let (registry, opening) = try Registry.open(path: folder.registry, cluster: "one")
    guard case .setAside(let path, .corrupt(let message)) = opening else {
      Issue.record("opening was: \(opening)")
      return
    }
    #expect(message.contains("not a database"))
    #expect(FileManager.default.fileExists(atPath: path))
    try registry.apply(try Samples.life())
    #expect(try registry.reader.versions(of: "fraud").count == 4)
  }

  @Test("a damaged page is found on opening, and the rebuilt view equals the first", arguments: [1, 2, 3, 4])
  func damage(page: Int) throws {
    let log = try Samples.life()
    let first = try Registry.open(path: folder.registry, cluster: "one").registry
    try first.apply(log)
    let view = try View(first.reader)
    try first.close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.registry))
    let pageSize = 4_096
    // The first page begins with the file's header; behind it, as on every page, is a table's root.
    let start = page == 1 ? 100 : (page - 1) * pageSize
    bytes.replaceSubrange(start..<page * pageSize, with: Data(repeating: 0xff, count: page * pageSize - start))
    try bytes.write(to: URL(fileURLWithPath: folder.registry))
    let (second, opening) = try Registry.open(path: folder.registry, cluster: "one")
    guard case .setAside(_, .corrupt) = opening else {
      Issue.record("opening was: \(opening)")
      return
    }
    try second.apply(log)
    #expect(try View(second.reader) == view)
  }

  @Test("a database of something else is left alone")
  func foreign() throws {
    let notes = try DatabaseQueue(path: folder.registry)
    try notes.write { try $0.execute(sql: "CREATE TABLE note (text TEXT)") }
    try notes.close()
    #expect(throws: RegistryError.foreign(path: folder.registry)) {
      _ = try Registry.open(path: folder.registry, cluster: "one")
    }
    #expect(throws: RegistryError.foreign(path: folder.registry)) { _ = try RegistryReader(path: folder.registry) }
  }

  @Test("a file of a newer Freshet is set aside")
  func newer() throws {
    let first = try Registry.open(path: folder.registry, cluster: "one").registry
    try first.close()
    let file = try DatabaseQueue(path: folder.registry)
    try file.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2999')") }
    try file.close()
    #expect(throws: RegistryError.self) { _ = try RegistryReader(path: folder.registry) }
    let (_, opening) = try Registry.open(path: folder.registry, cluster: "one")
    #expect(opening == .setAside(path: folder.registry + ".set-aside", reason: .newerSchema))
  }

  @Test("a reader of a missing file says what to do")
  func missing() throws {
    let error = #expect(throws: RegistryError.self) { try RegistryReader(path: folder.registry) }
    #expect(error == .missing(path: folder.registry))
    #expect(error?.description.contains("freshet run") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.registry))
  }

  @Test("a folder that is not there is an operating error that names the path")
  func noFolder() throws {
    let path = folder.path + "/absent/registry.sqlite"
    let error = #expect(throws: RegistryError.self) { _ = try Registry.open(path: path, cluster: "one") }
    #expect(error?.description.contains(path) == true)
    #expect(error?.isRetryable == false)
  }

  @Test("a read-only reader sees each batch as it is written, and one that was opened after the writer closed")
  func reader() throws {
    let log = try Samples.life()
    let registry = try Registry.open(path: folder.registry, cluster: "one").registry
    let reader = try RegistryReader(path: folder.registry)
    var seen = 0
    for batch in log.batches(of: 1) {
      let applied = try registry.apply(
        batch, topics: log.topics, configurationDigest: Samples.configurationDigest)
      seen += applied.taken + applied.passed
      let next = try reader.positions().map(\.nextOffset).reduce(0, +)
      #expect(next == Int64(seen))
    }
    let view = try View(reader)
    #expect(try View(registry.reader) == view)
    try registry.close()
    #expect(try View(RegistryReader(path: folder.registry)) == view)
  }

  @Test("readers on other threads see whole batches while a writer writes")
  func concurrency() async throws {
    let registry = try Registry.open(path: folder.registry, cluster: "one").registry
    let reader = try RegistryReader(path: folder.registry)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        // Each batch has a command and a card, so that a reader must never see one without the other.
        for number in 1...50 {
          var batch = RecordBatch()
          let card = String(decoding: try JSONCoding.encode(Samples.card(number)), as: UTF8.self)
          let command = String(decoding: try JSONCoding.encode(Samples.command("command-\(number)")), as: UTF8.self)
          batch.append(
            topic: .commands, key: "fraud", value: command, partition: 0, offset: Int64(number - 1),
            timestamp: Samples.moment(0))
          batch.append(
            topic: .models, key: "model/\(number)", value: card, partition: 0, offset: Int64(number - 1),
            timestamp: Samples.moment(0))
          _ = try registry.apply(
            batch, topics: TopicNames(pipeline: "fraud"), configurationDigest: Samples.configurationDigest)
        }
      }
      for _ in 0..<2 {
        group.addTask {
          for _ in 0..<50 {
            let positions = try reader.positions().map(\.nextOffset)
            #expect(Set(positions).count <= 1, "a torn read: \(positions)")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try reader.versions(of: "fraud").count == 50)
  }
}
