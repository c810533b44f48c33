/// Feature vectors, a row an event: row-major 32-bit floats, as models read them and headers carry them.
///
/// A missing number is NaN. A category feature keeps its text in `categories`; its slot in `values` is NaN until a
/// model's encoder writes the category's code there.
package struct FeatureMatrix: Sendable {
  package let width: Int
  package private(set) var count = 0
  /// `values[row * width + feature]`.
  package var values: [Float] = []
  /// One column a category feature, in the layout's order.
  package var categories: [ByteColumn]

  /// - Parameters:
  ///   - width: features in a row.
  ///   - categoryCount: how many of them are categories.
  package init(width: Int, categoryCount: Int) {
    self.width = width
    categories = Array(repeating: ByteColumn(), count: categoryCount)
  }

  package init(layout: FeatureLayout) {
    self.init(width: layout.count, categoryCount: layout.categoryIndices.count)
  }

  /// Empties the matrix and keeps its storage.
  package mutating func removeAll() {
    count = 0
    values.removeAll(keepingCapacity: true)
    for column in categories.indices { categories[column].removeAll() }
  }

  /// Adds `rows` rows of NaN; the caller fills them, and appends as many values to each category column.
  package mutating func appendRows(_ rows: Int) {
    values.append(contentsOf: repeatElement(.nan, count: rows * width))
    count += rows
  }

  package subscript(row: Int, feature: Int) -> Float {
    get { values[row * width + feature] }
    set { values[row * width + feature] = newValue }
  }
}
