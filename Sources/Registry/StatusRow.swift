import Records

/// What a running pipeline last said of itself.
package struct StatusRow: Hashable, Sendable {
  /// The counters' JSON, as `Registry.writeStatus` wrote them.
  package var counters: [UInt8]
  /// When they were written: an old time means that no service is running.
  package var time: Timestamp

  /// The counters as the type that was written.
  package func decode<Counters: Decodable>(_ type: Counters.Type) throws(JSONCodingError) -> Counters {
    try JSONCoding.decode(type, from: counters)
  }
}
