extension FeatureLayout {
  /// How another layout differs from this one, as a sentence's part for a person.
  package func difference(from old: FeatureLayout) -> String {
    let (had, has) = (Set(old.features), Set(features))
    let gone = old.features.filter { !has.contains($0) }.map { "\($0.name) = \($0.expression)" }
    let added = features.filter { !had.contains($0) }.map { "\($0.name) = \($0.expression)" }
    if gone.isEmpty, added.isEmpty { return "the same ones in another order" }
    return "gone: \(gone.isEmpty ? "none" : gone.joined(separator: ", ")); "
      + "new: \(added.isEmpty ? "none" : added.joined(separator: ", "))"
  }
}
