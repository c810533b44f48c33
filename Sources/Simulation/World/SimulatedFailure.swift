import Pipeline

/// What a call on the log in memory fails with.
enum SimulatedFailure: Error, LogFailure, CustomStringConvertible {
  /// The process was killed: nothing that it does afterwards has an effect.
  case killed
  case timedOut(String)
  /// The group has gone on without this member.
  case notAMember
  /// Another producer has this one's name.
  case fenced
  case refused(String)

  var description: String {
    switch self {
    case .killed: "the process was killed"
    case .timedOut(let call): "\(call): no answer in time"
    case .notAMember: "the group has gone on without this member"
    case .fenced: "another producer has this one's name"
    case .refused(let call): "\(call): refused"
    }
  }
}
