/// How often what may go wrong does, a call: drawn once for each world.
struct Odds {
  /// The process is killed before or after the call took effect.
  var crash = 0.0
  /// The process stands still for a while, in the middle of the call.
  var pause = 0.0
  /// The cluster does not answer, and nothing happened.
  var refusal = 0.0
  /// The cluster did what was asked, and the answer is lost.
  var silence = 0.0
  /// Others go on in the middle of the call.
  var interleaving = 0.0
  /// The cluster is away for a while; a turn of the world.
  var outage = 0.0

  /// Nothing goes wrong.
  static let none = Odds()
}
