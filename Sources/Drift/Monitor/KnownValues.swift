import Records

/// What the live model's reference knows of each feature: what lies outside of it is out of range, or unseen.
struct KnownValues: Sendable {
  /// By the feature's place in the layout; nil for a category, and where nothing is known.
  private(set) var ranges: [ClosedRange<Float>?]
  /// By the category's column; nil where nothing is known.
  private(set) var names: [NameIndex?]

  init(_ reference: ReferenceProfile?, layout: FeatureLayout) {
    ranges = layout.features.map { feature in
      guard case .numeric(let numbers) = reference?[.feature(feature.name)], let low = numbers.knots.first,
        let high = numbers.knots.last
      else { return nil }
      return low...high
    }
    names = layout.categoryIndices.map { index in
      guard case .categorical(let known) = reference?[.feature(layout.features[index].name)] else { return nil }
      return NameIndex(known.names)
    }
  }
}
