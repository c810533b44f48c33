import Records

/// Why a command's examples give no training set.
enum TrainerProblem: Error, CustomStringConvertible {
  case noExamples
  /// Retention has taken examples that the command names.
  case expired(OffsetRange, first: Int64)

  var description: String {
    switch self {
    case .noExamples: "the examples topic is empty; wait until labels have come"
    case .expired(let range, let first):
      "examples \(range.from) to \(range.to) of partition \(range.partition) are named, and the topic begins at "
        + "\(first); keep the examples topic longer, or retrain on newer ones"
    }
  }
}
