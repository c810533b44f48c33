import Models
import Pipeline
import Records

/// A process's follower of the models topic.
struct SimulatedFollower {
  private var reading = ModelsReading()
  private var position: Int64 = 0

  /// Reads on, and takes up what the topic says once its end is reached.
  mutating func turn(of process: SimulatedProcess, in world: World) {
    guard (try? world.before(.readModels, of: process)) != nil else { return }
    let partition = TopicPartition(.models, 0)
    var batch = RecordBatch()
    let limit = Int.random(in: 1...6, using: &world.generator)
    position = world.log[partition].read(from: position, limit: limit, into: &batch)
    reading.take(batch)
    // As of a cluster: a poll that brings the last record does not always tell that it was the last.
    guard let catalog = reading.news(hasReachedEnd: batch.isEmpty || batch.count < limit && world.chance(0.5)) else {
      return
    }
    var next = process.serving
    // A version that cannot be served is told of by an alert, which is the service's.
    _ = try? next.follow(catalog) { try world.load($0, in: catalog) }
    if world.canary == .servesTheNewest, let newest = try? world.load(catalog.newestVersion, in: catalog) {
      next.model = newest
    }
    process.followedTo = position
    process.serving = next
  }
}
