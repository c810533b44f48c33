/// Why bytes are not an artifact that this build can use. None is worth a retry with the same bytes.
package enum ArtifactError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes do not begin as an artifact does.
  case notAnArtifact
  /// A later build wrote it.
  case newerFormat(found: UInt32, known: UInt32)
  /// The bytes end inside a value that begins at the offset.
  case truncated(offset: Int)
  /// The bytes are not those that were written. Digests in hex.
  case wrongDigest(expected: String, found: String)
  /// A part is missing among so many.
  case missingPart(Int, of: Int)
  /// What no build writes.
  case invalid(String)
  /// What has no encoded form.
  case notEncodable(String)

  package var description: String {
    switch self {
    case .notAnArtifact: "not a model artifact: it must begin with 'FRESHETM'"
    case .newerFormat(let found, let known):
      "the artifact has format \(found), this build reads up to \(known); a newer freshet is needed"
    case .truncated(let offset): "the artifact ends inside a value that begins at byte \(offset)"
    case .wrongDigest(let expected, let found): "the artifact has SHA-256 \(found) where \(expected) is stated"
    case .missingPart(let part, let count): "part \(part) of the artifact's \(count) is missing"
    case .invalid(let problem): "the artifact is not valid: \(problem)"
    case .notEncodable(let problem): "the model cannot be written as an artifact: \(problem)"
    }
  }
}
