import Foundation
import Pipeline
import Records
import Service
import Testing

extension ServiceSuite {
  @Suite("Restoring from snapshots")
  struct RestoreTests {
    /// What becomes of the snapshots between two runs of the service.
    enum Fate: String, CaseIterable, CustomTestStringConvertible {
      case whole, torn, bent
      var testDescription: String { rawValue }
    }

    @Test(
      "a restart goes on from a snapshot and reads less; one that cannot be used is refused with the reason, and vectors are the same",
      arguments: Fate.allCases)
    func restart(_ fate: Fate) async throws {
      let bed = try TestBed()
      var settings = bed.settings
      settings.roles = [.scorer]
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var payments = Payments(bed, names: names)
      try await payments.send(600, withLabels: false)
      try await bed.running(settings) { _ in
        try await journal.wait(for: "600 predictions") { $0.predictions.count >= 600 }
      }
      let folder = settings.dataFolder + "/snapshots/" + bed.pipeline
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(!files.isEmpty && files.allSatisfy { $0.hasSuffix(".snapshot") }, "\(files)")
      for file in files { try Self.spoil(folder + "/" + file, fate) }
      try await payments.send(400, withLabels: false)
      try await bed.running(settings) { _ in
        try await journal.wait(for: "1,000 predictions") { $0.predictions.count >= 1_000 }
      }
      await journal.close()
      #expect(journal.now.isEachAnsweredOnce)
      let resumed = bed.log.lines(beginning: "Goes on from a snapshot")
      let refused = bed.log.lines(beginning: "A snapshot is refused")
      let replayed = bed.log.lines(beginning: "Took partitions").compactMap { $0.metadata["replayed"] }.last
      switch fate {
      case .whole: #expect(resumed.count == files.count && refused.isEmpty && replayed == "0", "\(bed.log.lines)")
      case .torn, .bent:
        #expect(resumed.isEmpty && refused.count == files.count && replayed == "600", "\(bed.log.lines)")
        let word = fate == .torn ? "torn" : "checksum"
        #expect(refused.allSatisfy { $0.metadata["reason"]?.contains(word) ?? false }, "\(refused)")
      }
      #expect(try await Self.features(journal.now) == Self.uninterrupted.value)
    }

    /// The vectors of a service that never stopped.
    private static let uninterrupted = Task {
      let bed = try TestBed()
      var settings = bed.settings
      settings.roles = [.scorer]
      settings.snapshotInterval = nil
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let names = try bed.definition(text).topics
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: names)
      var payments = Payments(bed, names: names)
      try await payments.send(1_000, withLabels: false)
      try await bed.running(settings) { _ in
        try await journal.wait(for: "1,000 predictions") { $0.predictions.count >= 1_000 }
      }
      await journal.close()
      #expect(!FileManager.default.fileExists(atPath: settings.dataFolder + "/snapshots"))
      return features(journal.now)
    }

    private static func features(_ contents: Journal.Contents) -> [String: [UInt8]] {
      Dictionary(contents.predictions.map { ($0.id, $0.features) }) { first, _ in first }
    }

    private static func spoil(_ path: String, _ fate: Fate) throws {
      var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      switch fate {
      case .whole: return
      case .torn: bytes.removeLast(bytes.count / 3)
      case .bent: bytes[bytes.count / 2] ^= 4
      }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
  }
}
