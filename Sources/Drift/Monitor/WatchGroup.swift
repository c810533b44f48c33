/// The subjects of a detector that one episode tells of: all of them, in all rows or in those of one slice.
struct WatchGroup: Sendable {
  /// The feature and its value; nil for all rows.
  let slice: (feature: String, value: String)?
  let place: SlicePlace?
  /// Its place among the detector's watches.
  let watches: Range<Int>
  var episode: Episode?
  /// When the last episode opened, and how many opened at that same moment: two of them must not share an id.
  var lastOpened: Int64?
  var openedThen = 0

  /// What tells it from the detector's other groups, whatever model answers.
  var name: String { slice.map { "\($0.feature)=\($0.value)" } ?? "" }
}
