import Records

/// The binary form. All numbers are little-endian.
///
///     magic       8 bytes: FRESHETM
///     format      UInt32: 1
///     sections    UInt32
///     checksum    32 bytes: SHA-256 of everything behind it
///     sections    tag (4 ASCII bytes), length (UInt64), then so many bytes
///
/// Sections, in this order: `MANI` the manifest, JSON with sorted keys; `ENCD` the category encoders; `FRST` a forest
/// or `LINR` a linear model; `REFP` the reference profile in its own binary form.
extension Artifact {
  static let magic = Array("FRESHETM".utf8)
  /// The newest format that this build reads, and the one it writes.
  package static let format: UInt32 = 1
  static let headerCount = 48

  /// - Throws: `ArtifactError.notEncodable`, where a metric or parameter is not finite: the manifest is JSON.
  package func encode() throws(ArtifactError) -> [UInt8] {
    let manifest: [UInt8]
    do {
      manifest = try JSONCoding.encode(ArtifactManifest(self))
    } catch {
      throw .notEncodable("\(error)")
    }
    var sections = ArtifactWriter()
    sections.write(section: "MANI") { $0.write(bytes: manifest) }
    sections.write(section: "ENCD") { $0.write(encoders) }
    switch predictor {
    case .prior: preconditionFailure("a prior needs no artifact")
    case .forest(let forest): sections.write(section: "FRST") { $0.write(forest) }
    case .linear(let linear): sections.write(section: "LINR") { $0.write(linear) }
    }
    sections.write(section: "REFP") { $0.write(bytes: reference.encode()) }
    var whole = ArtifactWriter()
    whole.write(bytes: Self.magic)
    whole.write(Self.format)
    whole.write(UInt32(4))
    whole.write(bytes: SHA256Digest.bytes(of: sections.bytes[...]))
    whole.write(bytes: sections.bytes)
    return whole.bytes
  }

  /// - Parameters:
  ///   - bytes: a whole artifact.
  ///   - digest: the SHA-256 (hex) that the bytes must have, as the model's card states it; nil for no such check.
  /// - Throws: `ArtifactError`, saying what is wrong with the bytes and where.
  package init(decoding bytes: [UInt8], digest: String? = nil) throws(ArtifactError) {
    if let digest {
      let found = Self.digest(of: bytes)
      guard found == digest else { throw .wrongDigest(expected: digest, found: found) }
    }
    var reader = try Self.checkedBody(of: bytes)
    var manifest = try reader.readSection("MANI")
    let decoded: ArtifactManifest
    do {
      decoded = try JSONCoding.decode(ArtifactManifest.self, from: manifest.readRest())
    } catch {
      throw .invalid("the manifest: \(error)")
    }
    var encoders = try reader.readSection("ENCD")
    let predictor: Predictor
    let tag = try reader.peekTag()
    switch tag {
    case "FRST":
      var section = try reader.readSection(tag)
      predictor = .forest(try section.readForest())
    case "LINR":
      var section = try reader.readSection(tag)
      predictor = .linear(try section.readLinear())
    default: throw .invalid("a section '\(tag)' where the predictor should be")
    }
    var profile = try reader.readSection("REFP")
    guard reader.isAtEnd else { throw .invalid("bytes behind the last section") }
    let reference: ReferenceProfile
    do {
      reference = try ReferenceProfile(decoding: profile.readRest())
    } catch {
      throw .invalid("the reference profile: \(error)")
    }
    try self.init(decoded, encoders: try encoders.readEncoders(), predictor: predictor, reference: reference)
  }

  /// The SHA-256 (hex) of an encoded artifact: what `sha256sum` prints for the file, and what cards name.
  package static func digest(of bytes: [UInt8]) -> String { SHA256Digest.hex(of: bytes[...]) }

  private static func checkedBody(of bytes: [UInt8]) throws(ArtifactError) -> ArtifactReader {
    var reader = ArtifactReader(bytes[...])
    guard bytes.starts(with: magic) else { throw .notAnArtifact }
    _ = try reader.readBytes(magic.count)
    let format = try reader.readUInt32()
    guard format <= Self.format else { throw .newerFormat(found: format, known: Self.format) }
    guard format == Self.format else { throw .invalid("format \(format), which no build has written") }
    guard try reader.readUInt32() == 4 else { throw .invalid("a count of sections other than 4") }
    let stated = Array(try reader.readBytes(32))
    let found = SHA256Digest.bytes(of: bytes[headerCount...])
    guard stated == found else {
      throw .wrongDigest(expected: SHA256Digest.text(stated), found: SHA256Digest.text(found))
    }
    return reader
  }

  private init(
    _ manifest: ArtifactManifest, encoders: [CategoryEncoder], predictor: Predictor, reference: ReferenceProfile
  ) throws(ArtifactError) {
    version = manifest.version
    task = manifest.task
    classes = manifest.classes
    parameters = manifest.parameters
    definitions = manifest.features
    schema = manifest.schema
    source = manifest.source
    layout = FeatureLayout(features: manifest.layout)
    metrics = manifest.metrics
    lineage = manifest.lineage
    self.encoders = encoders
    self.predictor = predictor
    self.reference = reference
    guard layout.hashText == manifest.layoutHash else {
      throw .invalid("the layout's hash is not that of its features")
    }
    guard predictor.algorithm == manifest.algorithm else {
      throw .invalid("the manifest says \(manifest.algorithm), the predictor is \(predictor.algorithm)")
    }
    guard classes == Model.classes(task, classes) else { throw .invalid("classes that are not those of the task") }
    if let problem { throw .invalid(problem) }
  }
}
