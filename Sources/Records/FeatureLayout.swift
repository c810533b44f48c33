import Statistics

/// The features of a vector, in order: what a model was trained on and what a prediction's header carries.
package struct FeatureLayout: Hashable, Sendable, Codable {
  package enum Kind: String, Sendable, Codable { case numeric, category }

  package struct Feature: Hashable, Sendable, Codable {
    package var name: String
    package var kind: Kind
    /// The feature's expression in canonical form: two programs with the same text compute the same thing.
    package var expression: String

    package init(name: String, kind: Kind, expression: String) {
      self.name = name
      self.kind = kind
      self.expression = expression
    }
  }

  package let features: [Feature]
  /// FNV-1a (64 bits) of names, kinds and expressions: equal where vectors are interchangeable.
  package let hash: UInt64

  package init(features: [Feature]) {
    self.features = features
    var hash = FNV1a()
    for feature in features {
      hash.combine(feature.name.utf8)
      hash.combine(0)
      hash.combine(feature.kind.rawValue.utf8)
      hash.combine(0)
      hash.combine(feature.expression.utf8)
      hash.combine(0)
    }
    self.hash = hash.value
  }

  package var count: Int { features.count }
  /// The places of the category features, in order: `FeatureMatrix.categories[k]` belongs to feature `categoryIndices[k]`.
  package var categoryIndices: [Int] { features.indices.filter { features[$0].kind == .category } }
}
