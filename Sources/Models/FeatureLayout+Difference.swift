import Records

extension FeatureLayout {
  /// The hash as cards and manifests have it: 16 hex digits.
  package var hashText: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The first way in which vectors of the other layout differ from this one's, as a sentence; nil where they are
  /// interchangeable.
  package func difference(from other: FeatureLayout) -> String? {
    guard hash != other.hash || features != other.features else { return nil }
    for (index, (own, theirs)) in zip(features, other.features).enumerated() where own != theirs {
      if own.name != theirs.name { return "feature \(index + 1) is '\(own.name)' here and '\(theirs.name)' there" }
      if own.kind != theirs.kind { return "'\(own.name)' is \(own.kind) here and \(theirs.kind) there" }
      return "'\(own.name)' is computed as '\(own.expression)' here and as '\(theirs.expression)' there"
    }
    return "there are \(count) features here and \(other.count) there"
  }
}
