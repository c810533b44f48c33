/// The binary form of a profile, as an artifact carries it. The same profile always makes the same bytes.
///
/// All counts are unsigned LEB128 ("varint"); floats are 32-bit little-endian.
///
///     version      1 byte: 1
///     entries      varint, then for each:
///       subject    1 byte: 0 feature, 1 score, 2 prediction, 3 label, 4 error, 5 residual, 6 loss
///       name       of a feature only: varint length, UTF-8
///       kind       1 byte: 0 numeric, 1 categorical
///       numeric    varint missing; varint knots; the knots; for each knot
///                  varint rows between it and the knot before, varint rows at it
///       category   varint missing; varint other; varint names; for each
///                  varint length, bytes, varint rows
extension ReferenceProfile {
  package enum DecodingError: Error, Hashable, Sendable {
    /// The bytes end inside a value that begins at the offset.
    case truncated(offset: Int)
    /// The first byte names a format that this build does not read.
    case unknownVersion(UInt8)
    /// A value that no encoder writes: what it is, and where it begins.
    case invalid(String, offset: Int)
  }

  private static let version: UInt8 = 1

  package func encode() -> [UInt8] {
    var writer = ReferenceWriter()
    writer.bytes.append(Self.version)
    writer.write(count: entries.count)
    for entry in entries {
      writer.bytes.append(entry.subject.code)
      if case .feature(let name) = entry.subject { writer.write(text: Array(name.utf8)) }
      switch entry.distribution {
      case .numeric(let reference):
        writer.bytes.append(0)
        reference.encode(to: &writer)
      case .categorical(let reference):
        writer.bytes.append(1)
        reference.encode(to: &writer)
      }
    }
    return writer.bytes
  }

  /// - Throws: `DecodingError`, where the bytes are not a whole profile.
  package init(decoding bytes: some Collection<UInt8>) throws(DecodingError) {
    var reader = ReferenceReader(bytes: Array(bytes))
    let version = try reader.readByte()
    guard version == Self.version else { throw .unknownVersion(version) }
    self.init()
    for _ in 0..<(try reader.readCount()) {
      let start = reader.offset
      let subject = try Subject(from: &reader)
      guard self[subject] == nil else { throw .invalid("a subject that stands twice", offset: start) }
      let kindOffset = reader.offset
      switch try reader.readByte() {
      case 0: self[subject] = .numeric(try NumericReference(from: &reader))
      case 1: self[subject] = .categorical(try CategoricalReference(from: &reader))
      case let kind: throw .invalid("distribution kind \(kind)", offset: kindOffset)
      }
    }
    guard reader.isAtEnd else { throw .invalid("bytes after the last distribution", offset: reader.offset) }
  }
}

extension ReferenceProfile.Subject {
  fileprivate var code: UInt8 {
    switch self {
    case .feature: 0
    case .score: 1
    case .prediction: 2
    case .label: 3
    case .error: 4
    case .residual: 5
    case .loss: 6
    }
  }

  fileprivate init(from reader: inout ReferenceReader) throws(ReferenceProfile.DecodingError) {
    let start = reader.offset
    switch try reader.readByte() {
    case 0: self = .feature(String(decoding: try reader.readText(), as: UTF8.self))
    case 1: self = .score
    case 2: self = .prediction
    case 3: self = .label
    case 4: self = .error
    case 5: self = .residual
    case 6: self = .loss
    case let code: throw .invalid("subject \(code)", offset: start)
    }
  }
}

extension NumericReference {
  fileprivate func encode(to writer: inout ReferenceWriter) {
    writer.write(count: missing)
    writer.write(count: knots.count)
    for knot in knots { writer.write(float: knot) }
    var before = 0
    for index in knots.indices {
      writer.write(count: rowsBelow[index] - before)
      writer.write(count: rowsThrough[index] - rowsBelow[index])
      before = rowsThrough[index]
    }
  }

  fileprivate init(from reader: inout ReferenceReader) throws(ReferenceProfile.DecodingError) {
    let missing = try reader.readCount()
    // A knot takes six bytes at least, so that a damaged count cannot ask for more memory than there are bytes.
    let count = try reader.readCount(ofBytes: 6)
    var knots: [Float] = []
    knots.reserveCapacity(count)
    for _ in 0..<count {
      let start = reader.offset
      let knot = try reader.readFloat()
      guard !knot.isNaN, knots.last.map({ $0 < knot }) ?? true else {
        throw .invalid("knots that do not increase", offset: start)
      }
      knots.append(knot)
    }
    var rowsBelow: [Int] = []
    var rowsThrough: [Int] = []
    var rows = 0
    for _ in 0..<count {
      let start = reader.offset
      let between = try reader.readCount()
      let at = try reader.readCount()
      guard at > 0 else { throw .invalid("a knot without a row", offset: start) }
      rowsBelow.append(rows + between)
      rows += between + at
      guard rows <= ReferenceReader.countLimit else { throw .invalid("too many rows", offset: start) }
      rowsThrough.append(rows)
    }
    guard rowsBelow.first ?? 0 == 0 else { throw .invalid("rows below the smallest knot", offset: reader.offset) }
    self.init(knots: knots, rowsBelow: rowsBelow, rowsThrough: rowsThrough, missing: missing)
  }
}

extension CategoricalReference {
  fileprivate func encode(to writer: inout ReferenceWriter) {
    writer.write(count: missing)
    writer.write(count: other)
    writer.write(count: names.count)
    for (name, count) in zip(names, counts) {
      writer.write(text: name)
      writer.write(count: count)
    }
  }

  fileprivate init(from reader: inout ReferenceReader) throws(ReferenceProfile.DecodingError) {
    let missing = try reader.readCount()
    let other = try reader.readCount()
    var names: [[UInt8]] = []
    var counts: [Int] = []
    var rows = other
    for _ in 0..<(try reader.readCount(ofBytes: 2)) {
      let start = reader.offset
      let name = try reader.readText()
      guard names.last.map({ $0.lexicographicallyPrecedes(name) }) ?? true else {
        throw .invalid("categories that are not in order", offset: start)
      }
      names.append(name)
      counts.append(try reader.readCount())
      rows += counts[counts.count - 1]
      guard rows <= ReferenceReader.countLimit else { throw .invalid("too many rows", offset: start) }
    }
    self.init(names: names, counts: counts, other: other, missing: missing)
  }
}
