import Records

extension FeatureMatrix {
  /// Appends a row of another matrix of the same shape.
  package mutating func append(row: Int, of other: borrowing FeatureMatrix) {
    precondition(width == other.width && categories.count == other.categories.count, "the matrices have one shape")
    let target = count
    appendRows(1)
    for feature in 0..<width { self[target, feature] = other.values[row * width + feature] }
    for column in categories.indices { categories[column].append(row, of: other.categories[column]) }
  }

  /// Those rows of the matrix, in that order.
  package func selecting(_ rows: some Sequence<Int>) -> FeatureMatrix {
    var selected = FeatureMatrix(width: width, categoryCount: categories.count)
    for row in rows { selected.append(row: row, of: self) }
    return selected
  }
}
