/// One thread of the simulated world: something that takes turns.
final class WorldThread {
  /// Whose it is; nil for what is outside of the service.
  let process: SimulatedProcess?
  /// It takes no turn before, in milliseconds.
  var wakesAt: Int64
  /// Whether it is in the middle of a turn.
  var isBusy = false
  /// Takes a turn, and says how long it rests then.
  let turn: () -> Duration

  init(of process: SimulatedProcess?, wakesAt: Int64, turn: @escaping () -> Duration) {
    self.process = process
    self.wakesAt = wakesAt
    self.turn = turn
  }
}
