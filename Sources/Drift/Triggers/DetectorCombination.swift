/// Detectors that must have found drift at about the same time: `any`, `all`, or at least so many of some.
///
/// A detector counts from a window in which it drifts through the next `windows - 1` windows of predictions, so that one that
/// sees labels a little later than another sees features can still agree with it.
package struct DetectorCombination: Hashable, Sendable {
  /// How many of the detectors must have drifted.
  package let atLeast: Int
  /// Their names, in order; each stands once.
  package let detectors: [String]
  /// Windows of predictions within which they must have.
  package let windows: Int

  package init(atLeast: Int, of detectors: [String], within windows: Int = 1) {
    precondition((1...detectors.count).contains(atLeast) && windows > 0, "a combination can come about")
    precondition(Set(detectors).count == detectors.count, "a detector counts once")
    self.atLeast = atLeast
    self.detectors = detectors.sorted()
    self.windows = windows
  }

  /// The last window through which the combination holds, given the window in which each detector drifted last; nil where
  /// too few of them have.
  func holdsThrough(_ lastWindows: [String: Int]) -> Int? {
    let windows = detectors.compactMap { lastWindows[$0] }.sorted(by: >)
    return windows.count < atLeast ? nil : windows[atLeast - 1] + self.windows - 1
  }

  /// As in a message: `2 of error-rise, feature-shift, score-shift within 3 windows`.
  package var text: String {
    let which =
      atLeast == detectors.count
      ? "all of " : atLeast == 1 ? "any of " : "\(atLeast) of "
    return which + detectors.joined(separator: ", ") + (windows == 1 ? "" : " within \(windows) windows")
  }
}
