import Models
import Records
import Statistics
import Testing

@testable import Models

@Suite("The artifact")
struct ArtifactTests {
  /// The bytes with a checksum that fits them, so that what lies behind it is looked at.
  private func resealed(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= Artifact.headerCount else { return bytes }
    var bytes = bytes
    bytes.replaceSubrange(16..<48, with: SHA256Digest.bytes(of: bytes[48...]))
    return bytes
  }

  private func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0...(generator.next() % 3) where !bytes.isEmpty {
      let place = Int(generator.next() % UInt64(bytes.count))
      switch generator.next() % 6 {
      case 0: bytes[place] ^= 1 << UInt8(generator.next() % 8)
      case 1: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
      case 2: bytes.removeSubrange(place...)
      case 3: bytes.remove(at: place)
      case 4: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
      default:
        // A whole number set to an extreme: what counts and places are made of.
        let value = [UInt8](repeating: generator.next() % 2 == 0 ? 0xff : 0, count: 4)
        bytes.replaceSubrange(place..<min(place + 4, bytes.count), with: value)
      }
    }
    return bytes
  }

  @Test("comes back as it was written, and the same artifact always gives the same bytes")
  func roundTrip() throws {
    for artifact in ExampleArtifact.all {
      let bytes = try artifact.encode()
      #expect(try artifact.encode() == bytes)
      let decoded = try Artifact(decoding: bytes, digest: Artifact.digest(of: bytes))
      #expect(decoded == artifact)
      let matrix = ExampleArtifact.matrix(100, seed: 5)
      var (before, after): ([Float], [Float]) = ([], [])
      Model(artifact).score(matrix, into: &before)
      Model(decoded).score(matrix, into: &after)
      #expect(before == after && before.count == 100 * Model(artifact).outputCount)
    }
  }

  @Test("10,000 damaged copies are refused", arguments: [0, 1])
  func refusesDamage(kind: Int) throws {
    let bytes = try ExampleArtifact.all[kind].encode()
    var generator = SeededGenerator(seed: 71)
    for round in 0..<5_000 {
      let damaged = mutated(bytes, &generator)
      guard damaged != bytes else { continue }
      #expect(throws: ArtifactError.self, "round \(round)") { try Artifact(decoding: damaged) }
    }
  }

  @Test("damage under a checksum that fits is refused or harmless", arguments: 0..<6)
  func survivesSealedDamage(kind: Int) throws {
    let bytes = try ExampleArtifact.all[kind].encode()
    var generator = SeededGenerator(seed: 72 + UInt64(kind))
    let body = Array(bytes[48...])
    let matrix = ExampleArtifact.matrix(9, seed: 6)
    for _ in 0..<1_000 {
      let sealed = resealed(Array(bytes[..<48]) + mutated(body, &generator))
      guard let artifact = try? Artifact(decoding: sealed), artifact.layout.count == matrix.width,
        artifact.layout.categoryIndices.count == 1
      else { continue }
      var scores: [Float] = []
      Model(artifact).score(matrix, into: &scores)
      #expect(scores.count == 9 * Model(artifact).outputCount)
    }
  }

  @Test("says why it is refused")
  func reasons() throws {
    let bytes = try ExampleArtifact.forest(.binary).encode()
    func refusal(_ bytes: [UInt8], digest: String? = nil) -> ArtifactError? {
      do {
        _ = try Artifact(decoding: bytes, digest: digest)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal([]) == .notAnArtifact)
    #expect(refusal(Array("{\"not\": 1}".utf8)) == .notAnArtifact)
    var newer = bytes
    newer[8] = 2
    #expect(refusal(newer) == .newerFormat(found: 2, known: 1))
    #expect("\(ArtifactError.newerFormat(found: 2, known: 1))".contains("a newer freshet is needed"))
    #expect(refusal(Array(bytes[..<30])) == .truncated(offset: 16))
    guard case .wrongDigest = refusal(bytes.dropLast()) else {
      Issue.record("a byte short is a wrong digest")
      return
    }
    #expect(
      refusal(bytes, digest: "00") == .wrongDigest(expected: "00", found: Artifact.digest(of: bytes)))
    #expect(refusal(resealed(bytes + [0])) == .invalid("bytes behind the last section"))
    #expect(refusal(resealed(bytes.dropLast(3))) != nil)
  }

  @Test("a figure that JSON cannot carry is refused when it is written")
  func notEncodable() {
    var artifact = ExampleArtifact.forest(.binary)
    artifact.metrics["logloss"] = .nan
    #expect(throws: ArtifactError.self) { try artifact.encode() }
  }

  @Test("its parts make the whole again; a missing or a changed one does not")
  func parts() throws {
    let bytes = try ExampleArtifact.forest(.multiclass).encode()
    let digest = Artifact.digest(of: bytes)
    for maximum in [1, 7, 100, bytes.count - 1, bytes.count, bytes.count + 1] {
      var parts: [[UInt8]?] = ArtifactParts.split(bytes, maximumBytes: maximum).map { Array($0) }
      #expect(parts.count == (bytes.count + maximum - 1) / maximum)
      #expect(parts.allSatisfy { $0!.count <= maximum })
      #expect(try ArtifactParts.joined(parts, digest: digest) == bytes)
      parts[parts.count - 1]![0] ^= 1
      #expect(throws: ArtifactError.self) { try ArtifactParts.joined(parts, digest: digest) }
      parts[0] = nil
      #expect(throws: ArtifactError.missingPart(0, of: parts.count)) { try ArtifactParts.joined(parts, digest: digest) }
    }
  }

  @Test("its digest is the SHA-256 of its bytes in hex")
  func digest() {
    #expect(
      Artifact.digest(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
