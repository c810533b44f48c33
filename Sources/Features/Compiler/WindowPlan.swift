/// A keyed window as the engine runs it.
struct WindowPlan: Hashable, Sendable {
  /// One aggregate and the register that it is written to.
  struct Output: Hashable, Sendable {
    var aggregate: Aggregate
    /// The lane that it is computed from; -1 for none.
    var lane: Int
    /// For `min` and `max` the place in `extremes`, for `distinct` that in `distinctLanes`; else -1.
    var place: Int
    var register: Int
  }

  /// The least value of a lane, or of its negatives: a maximum.
  struct Extreme: Hashable, Sendable {
    var lane: Int
    /// 1 for a minimum, -1 for a maximum.
    var sign: Double
  }

  /// The place of the key among `FeatureProgram.keys`; nil for one window over all events.
  var key: Int?
  var extent: WindowExtent
  /// Registers of the values to keep of each event.
  var lanes: [Int] = []
  /// For each lane, whether `std` needs its squares.
  var needsSquares: [Bool] = []
  var extremes: [Extreme] = []
  var distinctLanes: [Int] = []
  var outputs: [Output] = []
}
