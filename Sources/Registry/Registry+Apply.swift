import GRDB
import Records

extension Registry {
  /// Takes in records of a pipeline's models and alerts topics and of the shared commands and configuration topics, in
  /// one transaction. Records of other topics are passed over.
  ///
  /// All records of a partition must come, in order. A record below the partition's position was taken in before and
  /// changes nothing, so that applying the same batch twice is the same as once. A record that cannot be read is
  /// returned, and passed over for good.
  ///
  /// - Parameters:
  ///   - topics: The names behind the parts that the batch's records speak of, and the pipeline they belong to.
  ///   - configurationDigest: The digest of a pipeline file, or nil where the file is refused: only accepted
  ///     configurations are kept.
  /// - Throws: `RegistryError.failed` where the disk refuses, and nothing was taken in; `.unusable` where damage shows
  ///   only now: `close`, and `Registry.open` sets the file aside.
  package func apply(
    _ batch: RecordBatch, topics: TopicNames, configurationDigest: @escaping (String) -> String?
  ) throws(RegistryError) -> Applied {
    try write("write to") { database in
      var fold = RecordFold(database: database, topics: topics, configurationDigest: configurationDigest)
      for index in 0..<batch.count { try fold.take(index, of: batch) }
      try fold.savePositions()
      try fold.prune(to: bounds)
      return fold.applied
    }
  }
}
