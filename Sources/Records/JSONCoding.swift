import FoundationEssentials

/// JSON of the cold records (alerts, commands, cards, deployments) by their `Codable` conformances.
///
/// Keys are sorted and slashes left alone, so that the same value always gives the same bytes. The hot records
/// (events, predictions, examples) do not come this way.
package enum JSONCoding {
  /// The value as UTF-8 JSON, without a trailing newline.
  ///
  /// - Throws: `JSONCodingError` where the value has no JSON form, such as a NaN.
  package static func encode(_ value: some Encodable) throws(JSONCodingError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(value))
    } catch {
      throw JSONCodingError(error, type: type(of: value))
    }
  }

  /// - Throws: `JSONCodingError`, naming the key path that does not fit.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: some Collection<UInt8>
  ) throws(JSONCodingError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw JSONCodingError(error, type: type)
    }
  }
}
