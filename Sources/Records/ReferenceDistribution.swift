/// How one subject was distributed where a model was trained: what a window of the present is compared with.
package enum ReferenceDistribution: Hashable, Sendable {
  case numeric(NumericReference)
  case categorical(CategoricalReference)

  /// Numbers; NaN is missing.
  package init(numbers: some Sequence<Float>) { self = .numeric(NumericReference(numbers)) }

  /// Numbers, rounded to 32 bits as windows are; NaN is missing.
  package init(numbers: some Sequence<Double>) { self = .numeric(NumericReference(numbers.lazy.map { Float($0) })) }

  /// Category texts.
  package init(categories: ByteColumn) { self = .categorical(CategoricalReference(categories)) }

  /// Class indices into `names`; an index outside of it is missing.
  package init(classes: some Sequence<Int>, names: [String]) {
    self = .categorical(CategoricalReference(classes: classes, names: names))
  }

  /// Rows that the distribution was built from, missing ones too.
  package var rowCount: Int {
    switch self {
    case .numeric(let reference): reference.count + reference.missing
    case .categorical(let reference): reference.count + reference.missing
    }
  }
}
