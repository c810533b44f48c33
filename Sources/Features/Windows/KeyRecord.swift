/// What a window keeps of one key, but for the lanes' sums, which stand in arrays beside.
///
/// The key's events stand in a ring in the order of their times. The first `outside` of them have left the window and
/// stay only for events that come late; those from there to the end are in the running sums.
struct KeyRecord: Sendable {
  var hash: UInt64 = 0
  /// The key's bytes: their block, and how many they are.
  var keyBlock = 0
  var keyLength: Int32 = 0
  /// The ring: its block, the binary logarithm of its capacity in entries (-1 for no ring), its first entry.
  var ringBlock = 0
  var ringLevel: Int32 = -1
  var head: Int32 = 0
  /// Entries in the ring.
  var count: Int32 = 0
  var outside: Int32 = 0
  /// Entries before this one carry the extremes from themselves up to it; the later ones' are in the record's `back`.
  var flip: Int32 = 0
  /// The block of panes, and how many; -1 for no block.
  var paneBlock: Int32 = -1
  var paneCount: Int32 = 0
  /// Events in the panes.
  var paneEvents = 0.0
  /// The time of the newest event, in milliseconds.
  var newest = -Double.infinity
  /// When the key was last seen, in events of the window.
  var lastSeen = 0
}
