/// Reads the categories that a prediction or an example carries in its headers, record by record.
package struct CategoryHeaderReader: Sendable {
  private var vectors: VectorDecoder
  private var matrix: FeatureMatrix
  private var hasVector: [Bool] = []
  private var rejected: [DecodeFailure] = []

  package init(layout: FeatureLayout) {
    vectors = VectorDecoder(layout: layout, otherLayouts: .accepted)
    matrix = FeatureMatrix(layout: layout)
  }

  /// Appends the record's categories to the columns, one a category feature of the layout; missing ones where the record has
  /// none of that layout.
  package mutating func append(_ record: Int, of batch: RecordBatch, to columns: inout [ByteColumn]) {
    matrix.removeAll()
    hasVector.removeAll(keepingCapacity: true)
    rejected.removeAll(keepingCapacity: true)
    vectors.scan(batch, record..<record + 1, rejected: &rejected)
    if !vectors.records.isEmpty {
      vectors.append([Int32(record)], of: batch, to: &matrix, hasVector: &hasVector)
    }
    for column in columns.indices {
      if matrix.count == 1 {
        columns[column].append(0, of: matrix.categories[column])
      } else {
        columns[column].appendMissing()
      }
    }
  }
}
