import Records

/// What the models topic says, folded record by record: cards, the deployment, and where each artifact's parts lie.
///
/// Artifacts themselves stay in the topic until somebody loads a version.
package struct ModelCatalog: Sendable {
  /// Where a part of an artifact can be read.
  package struct PartPlace: Hashable, Sendable {
    package var partition: Int32
    package var offset: Int64

    package init(partition: Int32, offset: Int64) {
      self.partition = partition
      self.offset = offset
    }
  }

  package private(set) var cards: [ModelVersion: ModelCard] = [:]
  /// The newest pointer seen; nil before the first.
  package private(set) var deployment: Deployment?
  /// Parts by version and part number; the newest record of a key counts, as in a compacted topic.
  package private(set) var parts: [ModelVersion: [Int: PartPlace]] = [:]
  /// The newest failed training of each trigger.
  package private(set) var failures: [String: TrainingFailure] = [:]
  /// Records that could not be read, with the reason; they change nothing.
  package private(set) var problems: [String] = []

  package init() {}

  package mutating func apply(_ batch: RecordBatch) {
    for index in 0..<batch.count { apply(index, of: batch) }
  }

  private mutating func apply(_ index: Int, of batch: RecordBatch) {
    let entry = batch.entries[index]
    let place = PartPlace(partition: entry.partition, offset: entry.offset)
    guard let text = batch.keyString(index), let key = ModelKey(text) else {
      problems.append(
        "offset \(entry.offset): the key is none of live, model/<version>, model/<version>/<part> and failed/<trigger>")
      return
    }
    let isTombstone = batch.valueRange(index) == nil
    do {
      switch key {
      case .live:
        deployment = isTombstone ? nil : try batch.decodeValue(Deployment.self, of: index)
      case .card(let version):
        cards[version] = isTombstone ? nil : try batch.decodeValue(ModelCard.self, of: index)
      case .part(let version, let part):
        parts[version, default: [:]][part] = isTombstone ? nil : place
      case .failure(let trigger):
        failures[trigger] = isTombstone ? nil : try batch.decodeValue(TrainingFailure.self, of: index)
      }
    } catch {
      problems.append("\(text) at offset \(entry.offset): \(error)")
    }
  }

  /// The highest version with a card; the prior's when there is none.
  package var newestVersion: ModelVersion { cards.keys.max() ?? .prior }

  /// The version that answers.
  package var liveVersion: ModelVersion { deployment?.live ?? .prior }

  /// The card of the version that the command trained, if it did.
  package func card(trainedBy commandID: String) -> ModelCard? {
    cards.values.first { $0.lineage.commandID == commandID }
  }

  /// The card of the newest version that was trained here.
  package var newestTraining: ModelCard? {
    cards.values.filter { !$0.lineage.examples.ranges.isEmpty }.max { $0.version < $1.version }
  }

  /// The places of a version's parts in order, or nil while its card or a part is missing.
  package func places(of version: ModelVersion) -> [PartPlace]? {
    guard let card = cards[version], let known = parts[version] else { return nil }
    let places = (0..<card.partCount).compactMap { known[$0] }
    return places.count == card.partCount ? places : nil
  }
}
