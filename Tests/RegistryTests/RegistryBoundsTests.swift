import Records
import Registry
import Testing

@Suite("The registry's bounds")
struct RegistryBoundsTests {
  static let bounds = RegistryBounds(alerts: 5, commands: 4, deployments: 3, versions: 2, configurations: 2)

  static func longLife() throws -> TopicLog {
    var log = TopicLog()
    try log.add(Samples.alert("old", .firing, detector: "score-shift", on: "score", time: 1))
    for number in 1...12 {
      let time = Int64(number * 10)
      try log.add(Samples.alert("episode-\(number)", .firing, time: time), partition: Int32(number % 2))
      try log.add(Samples.alert("episode-\(number)", .resolved, time: time + 1), partition: Int32(number % 2))
      try log.add(Samples.command("command-\(number)", time: time), partition: Int32(number % 3))
      try log.add(Samples.card(number, parent: number - 1, time: time))
      if number <= 9 { try log.add(Samples.deployment(live: number, previous: number - 1, time: time)) }
      log.add(.config, key: "fraud", value: "file \(number)", time: time)
    }
    return log
  }

  @Test("each history keeps its newest rows, and what is live or firing stays", arguments: [1, 7, .max])
  func pruning(size: Int) throws {
    let folder = try TemporaryFolder()
    let registry = try Registry.open(path: folder.registry, cluster: "one", bounds: Self.bounds).registry
    try registry.apply(try Self.longLife(), batchesOf: size)
    let reader = registry.reader
    #expect(try reader.alerts(of: "fraud").map(\.time.milliseconds) == [1, 101, 110, 111, 120, 121])
    #expect(try reader.firingAlerts(of: "fraud").map(\.alertID) == ["old"])
    #expect(try reader.commands(of: "fraud").map(\.commandID) == (9...12).reversed().map { "command-\($0)" })
    #expect(try reader.deployments(of: "fraud").map(\.live.number) == [7, 8, 9])
    #expect(try reader.versions(of: "fraud").map(\.version.number) == [12, 11, 9, 8])
    #expect(try reader.versions(of: "fraud").map(\.state) == [.candidate, .candidate, .live, .previous])
    #expect(try reader.configuration(of: "fraud")?.text == "file 12")
    #expect(try reader.configuration(of: "fraud", digest: "digest of file 10") == nil)
  }
}
