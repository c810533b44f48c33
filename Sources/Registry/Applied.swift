import Records

/// What `Registry.apply` did with a batch.
package struct Applied: Hashable, Sendable {
  /// A record that the view cannot show: bad data, counted and passed over.
  package struct Unreadable: Hashable, Sendable, CustomStringConvertible {
    package var topic: String
    package var partition: Int32
    package var offset: Int64
    package var reason: String

    package var description: String { "\(topic)/\(partition) at offset \(offset): \(reason)" }
  }

  /// Records that the view took in.
  package var taken = 0
  /// Records that it had taken in before.
  package var repeated = 0
  /// Records of no interest to the view, such as an artifact's parts.
  package var passed = 0
  package var unreadable: [Unreadable] = []

  package init() {}
}
