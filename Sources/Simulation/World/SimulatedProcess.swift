import Models
import Pipeline
import Records

/// One life of a process, from its start until it ends or is killed.
final class SimulatedProcess {
  /// Names the process across its lives.
  let instance: String
  let startedAt: Timestamp
  /// Cleared when it is killed: nothing that it does afterwards has an effect.
  var isAlive = true
  /// While it stands still, the cluster does not hear of it.
  var isPaused = false
  /// When its heartbeats were heard last.
  var lastHeard: Timestamp
  /// What its follower made of the models topic, and how often that changed.
  var serving: ServingModel { didSet { servingGeneration += 1 } }
  private(set) var servingGeneration = 0
  /// How far the follower had read when it made that of it, and when the scorer looked last.
  var followedTo: Int64 = 0
  var answersFollowTo: Int64 = 0
  /// Clients that have been opened and not closed.
  var openConsumerCount = 0
  private var producers: [Weakly<SimulatedProducer>] = []

  private struct Weakly<Value: AnyObject> { weak var value: Value? }

  init(instance: String, serving: ServingModel, now: Timestamp) {
    self.instance = instance
    self.serving = serving
    startedAt = now
    lastHeard = now
  }

  func note(_ producer: SimulatedProducer) {
    producers.removeAll { $0.value == nil }
    producers.append(Weakly(value: producer))
  }

  /// Ends it at once; of what its producers had under way, anything may have arrived.
  func kill() {
    guard isAlive else { return }
    isAlive = false
    for producer in producers { producer.value?.discard() }
  }
}
