import Records

/// How the events that a model's features are computed from name and date themselves: with the schema and the feature
/// program all that is needed to score events with an artifact alone.
package struct EventSource: Hashable, Sendable, Codable {
  package var pipeline: String
  package var idField: String
  package var timeField: String
  /// How much older than the newest an event may be and still take its place in windows.
  package var latenessMilliseconds: Int64

  package init(pipeline: String, idField: String, timeField: String, latenessMilliseconds: Int64) {
    self.pipeline = pipeline
    self.idField = idField
    self.timeField = timeField
    self.latenessMilliseconds = latenessMilliseconds
  }

  package enum CodingKeys: String, CodingKey {
    case pipeline
    case idField = "id"
    case timeField = "time"
    case latenessMilliseconds = "lateness_ms"
  }
}
