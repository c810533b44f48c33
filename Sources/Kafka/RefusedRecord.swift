/// A record of a batch that no broker would take.
package struct RefusedRecord: Hashable, Sendable {
  /// Its index in the batch.
  package var record: Int
  package var reason: String
}
