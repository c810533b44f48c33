/// An artifact cut into records that fit the broker's limit, and put together again.
package enum ArtifactParts {
  /// The parts, in order; all but the last have `maximumBytes`.
  package static func split(_ bytes: [UInt8], maximumBytes: Int) -> [ArraySlice<UInt8>] {
    precondition(maximumBytes > 0, "a part holds at least a byte")
    return stride(from: 0, to: bytes.count, by: maximumBytes).map { start in
      bytes[start..<min(start + maximumBytes, bytes.count)]
    }
  }

  /// The whole artifact.
  ///
  /// - Parameters:
  ///   - parts: in order; nil for one that has not been read.
  ///   - digest: the SHA-256 (hex) of the whole, as the model's card states it.
  /// - Throws: `ArtifactError.missingPart`, `.wrongDigest`.
  package static func joined(_ parts: [[UInt8]?], digest: String) throws(ArtifactError) -> [UInt8] {
    var whole: [UInt8] = []
    for (place, part) in parts.enumerated() {
      guard let part else { throw .missingPart(place, of: parts.count) }
      whole.append(contentsOf: part)
    }
    let found = Artifact.digest(of: whole)
    guard found == digest else { throw .wrongDigest(expected: digest, found: found) }
    return whole
  }
}
