import Records

/// Why a command's examples give no training set.
package enum TrainerProblem: Error, CustomStringConvertible {
  /// Examples that are named and that retention has taken.
  package struct Expired: Hashable, Sendable {
    package var range: OffsetRange
    /// The first offset that the topic still holds.
    package var first: Int64
  }

  case noExamples
  case expired([Expired])

  package var description: String {
    switch self {
    case .noExamples: "the examples topic is empty; wait until labels have come"
    case .expired(let expired):
      "examples have expired from their topic: " + expired.map(Self.sentence).joined(separator: "; ")
        + "; keep the topic longer, or retrain on newer ones"
    }
  }

  private static func sentence(_ expired: Expired) -> String {
    let last = min(expired.first, expired.range.to) - 1
    return "offsets \(expired.range.from) to \(last) of partition \(expired.range.partition) are named and gone"
  }
}
