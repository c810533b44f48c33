import Crypto
import Records

/// A part of a stage's state as it stood at some positions of the log, in bytes.
///
/// | bytes | what |
/// |---|---|
/// | 8 | `FRSHTSNP` |
/// | 4 | the format's version |
/// | 8 | bytes of the body |
/// | 32 | SHA-256 of the body |
/// | … | the body: pipeline, part, what shapes the state, cluster; the positions; the state |
///
/// All of it is little-endian, as `StateCoder` writes it. Positions are a list of topic (its `index`, 1 byte), partition (4)
/// and the offset of the first record that is not in the state (8). One that is cut off, changed, of a newer version, or of
/// another file or cluster is refused: the log is read instead.
package struct Snapshot {
  /// What a snapshot is of; of anything else it is of no use.
  package struct Subject: Hashable, Sendable {
    package var pipeline: String
    /// The part of the stage's state, such as `scorer-3`.
    package var part: String
    /// What shapes the state: features, settings.
    package var shape: String
    /// The cluster that the positions are of.
    package var cluster: String

    package init(pipeline: String, part: String, shape: String, cluster: String) {
      self.pipeline = pipeline
      self.part = part
      self.shape = shape
      self.cluster = cluster
    }
  }

  package typealias Positions = [TopicPartition: Int64]

  package static let formatVersion: UInt32 = 1
  private static let magic = Array("FRSHTSNP".utf8)
  private static let headerByteCount = 52

  package let positions: Positions
  private var coder: StateCoder

  // MARK: Writing

  package static func encode(_ state: some StageState, of subject: Subject, at positions: Positions) -> [UInt8] {
    var coder = StateCoder()
    var state = state
    do {
      var room = Header(magic: 0, version: 0, bodyByteCount: 0)
      try room.code(with: &coder)
      var digest = [UInt64](repeating: 0, count: 4)
      for index in digest.indices { try coder.code(&digest[index]) }
      var subject = subject
      try subject.code(with: &coder)
      var places = Self.places(positions)
      try Self.code(&places, with: &coder)
      try state.code(with: &coder)
    } catch {
      preconditionFailure("a state can be written: \(error)")
    }
    return seal(coder.finish())
  }

  /// Fills in the header.
  private static func seal(_ open: consuming [UInt8]) -> [UInt8] {
    var bytes = consume open
    let digest = digest(of: bytes)
    let bodyByteCount = UInt64(bytes.count - headerByteCount)
    bytes.replaceSubrange(0..<8, with: magic)
    bytes.replaceSubrange(20..<headerByteCount, with: Array(digest))
    bytes.withUnsafeMutableBytes { bytes in
      bytes.storeBytes(of: formatVersion.littleEndian, toByteOffset: 8, as: UInt32.self)
      bytes.storeBytes(of: bodyByteCount.littleEndian, toByteOffset: 12, as: UInt64.self)
    }
    return bytes
  }

  private static func digest(of bytes: [UInt8]) -> SHA256.Digest {
    bytes.withUnsafeBytes { bytes in
      var hash = SHA256()
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[headerByteCount...]))
      return hash.finalize()
    }
  }

  // MARK: Reading

  /// Opens a snapshot, and makes sure that it is whole and of the subject.
  package init(_ bytes: [UInt8], of subject: Subject) throws(StateProblem) {
    guard bytes.count >= Self.headerByteCount, bytes.starts(with: Self.magic) else {
      throw StateProblem("it is no snapshot, or its beginning is missing")
    }
    var coder = StateCoder(reading: bytes)
    var header = Header(magic: 0, version: 0, bodyByteCount: 0)
    try header.code(with: &coder)
    guard header.version == Self.formatVersion else {
      throw StateProblem("its format is version \(header.version), and this Freshet reads \(Self.formatVersion)")
    }
    guard header.bodyByteCount == UInt64(bytes.count - Self.headerByteCount) else {
      throw StateProblem(
        "it is torn: \(bytes.count - Self.headerByteCount) of \(header.bodyByteCount) bytes are there")
    }
    guard Self.digest(of: bytes).elementsEqual(bytes[20..<Self.headerByteCount]) else {
      throw StateProblem("it is damaged: its checksum is not that of its bytes")
    }
    var digest: UInt64 = 0
    for _ in 0..<4 { try coder.code(&digest) }
    var found = subject
    try found.code(with: &coder)
    guard found == subject else { throw StateProblem(Self.difference(found, subject)) }
    var places: [Place] = []
    try Self.code(&places, with: &coder)
    var positions: Positions = [:]
    for place in places {
      guard Topic.allCases.indices.contains(Int(place.topic)) else { throw StateProblem("it names an unknown topic") }
      positions[TopicPartition(Topic.allCases[Int(place.topic)], place.partition)] = place.offset
    }
    self.positions = positions
    self.coder = coder
  }

  /// Becomes the state that was written.
  package func read(into state: inout some StageState) throws(StateProblem) {
    var coder = coder
    try state.code(with: &coder)
    guard coder.remaining == 0 else { throw StateProblem("\(coder.remaining) bytes are left over") }
  }

  private static func difference(_ found: Subject, _ wanted: Subject) -> String {
    if found.cluster != wanted.cluster { return "it is of cluster \(found.cluster), not of \(wanted.cluster)" }
    if found.pipeline != wanted.pipeline || found.part != wanted.part {
      return "it is of \(found.part) of \(found.pipeline), not of \(wanted.part) of \(wanted.pipeline)"
    }
    return "it was written under another pipeline file"
  }

  // MARK: Parts

  private struct Header {
    var magic: UInt64
    var version: UInt32
    var bodyByteCount: UInt64

    mutating func code(with coder: inout StateCoder) throws(StateProblem) {
      try coder.code(&magic)
      try coder.code(&version)
      try coder.code(&bodyByteCount)
    }
  }

  private struct Place {
    var topic: UInt8 = 0
    var partition: Int32 = 0
    var offset: Int64 = 0
  }

  private static func places(_ positions: Positions) -> [Place] {
    positions.sorted { $0.key < $1.key }.map {
      Place(topic: UInt8($0.key.topic.index), partition: $0.key.partition, offset: $0.value)
    }
  }

  private static func code(_ places: inout [Place], with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&places, filler: Place()) { place, coder throws(StateProblem) in
      try coder.code(&place.topic)
      try coder.code(&place.partition)
      try coder.code(&place.offset)
    }
  }
}

extension Snapshot.Subject {
  fileprivate mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&pipeline)
    try coder.code(&part)
    try coder.code(&shape)
    try coder.code(&cluster)
  }
}
