/// A key of the models topic.
package enum ModelKey: Hashable, Sendable {
  case live
  case card(ModelVersion)
  case part(ModelVersion, Int)
  /// What became of a trigger's newest training that came to no version.
  case failure(trigger: String)

  /// Reads `live`, `model/7`, `model/7/0` or `failed/nightly`; nil for anything else.
  package init?(_ text: String) {
    if text == "live" {
      self = .live
      return
    }
    if text.hasPrefix(Self.failurePrefix), text.utf8.count > Self.failurePrefix.utf8.count {
      self = .failure(trigger: String(text.dropFirst(Self.failurePrefix.count)))
      return
    }
    let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
    guard pieces.first == "model", pieces.count >= 2, let version = Int(pieces[1]), version >= 0 else { return nil }
    switch pieces.count {
    case 2: self = .card(ModelVersion(version))
    case 3:
      guard let part = Int(pieces[2]), part >= 0 else { return nil }
      self = .part(ModelVersion(version), part)
    default: return nil
    }
  }

  private static let failurePrefix = "failed/"

  package var text: String {
    switch self {
    case .live: "live"
    case .card(let version): "model/\(version)"
    case .part(let version, let part): "model/\(version)/\(part)"
    case .failure(let trigger): Self.failurePrefix + trigger
    }
  }
}
