import Records
import Statistics

extension FeatureProgram {
  /// What the state of the program's windows depends on besides the events: the same text, the same shape.
  package var stateShape: String {
    var hash = FNV1a()
    for field in schema.fields {
      hash.combine("\(field.name)\0\(field.path)\0\(field.type.rawValue)\0\(field.timeUnit.rawValue)\0".utf8)
      hash.combine("\(field.isRequired) \(field.coercesText) \(field.minimum ?? .nan) \(field.maximum ?? .nan)\0".utf8)
    }
    let options = [
      bounds.maximumKeys, bounds.maximumEntriesPerKey, bounds.maximumEntries, bounds.maximumDistinctValues,
      Int(lateness.milliseconds),
    ]
    hash.combine("\(options)".utf8)
    return "\(String(layout.hash, radix: 16))-\(String(hash.value, radix: 16))"
  }
}
