import Records

/// A pipeline file that was accepted.
package struct StoredConfiguration: Hashable, Sendable, Encodable {
  /// SHA-256 (hex) of the canonical pipeline file.
  package var digest: String
  /// The file as it was written.
  package var text: String
  /// When the record was written.
  package var time: Timestamp
}
