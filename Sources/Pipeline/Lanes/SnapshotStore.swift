/// Where a process keeps snapshots: a folder in the service, memory in the simulation.
///
/// One that is lost, or older than it might be, costs time and nothing else: the log is read instead.
package protocol SnapshotStore {
  /// How often a part is kept.
  var interval: Duration { get }
  /// What tells the log from another with the same topics.
  func cluster() throws -> String
  /// The bytes kept last under a name; nil where there are none.
  ///
  /// - Throws: why they cannot be read.
  func load(_ name: String) throws -> [UInt8]?
  /// Keeps bytes in place of those that were kept before, whole or not at all; they are made, and written, off this thread.
  ///
  /// - Parameter waits: whether to wait for earlier ones that are still under way.
  /// - Returns: whether they will be kept; not where earlier ones are under way.
  func keep(_ name: String, waits: Bool, _ encode: @escaping @Sendable () -> [UInt8]) -> Bool
  /// Forgets what is of no use.
  func drop(_ name: String)
}
