/// Reads the feature vectors that predictions and examples carry in headers, a batch at a time.
struct VectorDecoder: Sendable {
  /// Which vectors of another layout than the decoder's are let through, as rows of NaN.
  enum OtherLayouts: Sendable { case accepted, refused }

  let layout: FeatureLayout
  private let otherLayouts: OtherLayouts
  private let categoryCount: Int
  private var categoryDecoder: RecordDecoder
  private var categories: EventBatch
  private var categoryRanges: [Range<Int>] = []
  private var categoryRecords: [Int32] = []

  /// The records whose headers are right, in order.
  private(set) var records: [Int] = []
  /// The place of each one's vector in the batch's arena; nil for another layout.
  private var vectors: [Range<Int>?] = []

  init(layout: FeatureLayout, otherLayouts: OtherLayouts) {
    self.layout = layout
    self.otherLayouts = otherLayouts
    categoryCount = layout.categoryIndices.count
    let schema = EventSchema(
      fields: layout.categoryIndices.map { .init(name: layout.features[$0].name, path: [String($0)], type: .category) })
    categoryDecoder = RecordDecoder(schema: schema, rootIsList: true)
    categories = EventBatch(schema: schema)
  }

  /// Checks the headers of the records; what is wrong is appended to `rejected`.
  mutating func scan(_ batch: RecordBatch, _ indices: Range<Int>, rejected: inout [DecodeFailure]) {
    records.removeAll(keepingCapacity: true)
    vectors.removeAll(keepingCapacity: true)
    categoryRanges.removeAll(keepingCapacity: true)
    categoryRecords.removeAll(keepingCapacity: true)
    categories.removeAll()
    for record in indices {
      if let failure = scan(batch, record) { rejected.append(failure) }
    }
    guard categoryCount > 0 else { return }
    let before = rejected.count
    categoryDecoder.decode(
      batch, ranges: categoryRanges, records: categoryRecords, into: &categories, rejected: &rejected)
    if rejected.count > before { drop(&rejected, from: before) }
  }

  /// Appends a row to `matrix` for each record of `rows`, which are among `records`, in order.
  ///
  /// - Parameter hasVector: gets whether each row's vector is of the layout; the others are NaN.
  func append(
    _ rows: ArraySlice<Int32>, of batch: RecordBatch, to matrix: inout FeatureMatrix, hasVector: inout [Bool]
  ) {
    var place = 0
    var category = 0
    var target = matrix.count * matrix.width
    matrix.appendRows(rows.count)
    batch.withArena { arena in
      for row in rows {
        while records[place] != row { place += 1 }
        while category < categories.count, categories.records[category] < row { category += 1 }
        if let vector = vectors[place] {
          matrix.values.withUnsafeMutableBytes { values in
            UnsafeMutableRawBufferPointer(rebasing: values[(target * MemoryLayout<Float>.stride)...])
              .copyMemory(from: UnsafeRawBufferPointer(rebasing: arena[vector]))
          }
          for column in 0..<categoryCount { matrix.categories[column].append(category, of: categories.texts[column]) }
        } else {
          for column in 0..<categoryCount { matrix.categories[column].appendMissing() }
        }
        hasVector.append(vectors[place] != nil)
        target += matrix.width
      }
    }
  }

  // MARK: Headers

  private mutating func scan(_ batch: RecordBatch, _ record: Int) -> DecodeFailure? {
    let headers = batch.vectorHeaders(record)
    guard let hash = headers.layout else {
      return refuse(record, .badHeader, "layout", "the header 'layout' is absent or not of 8 bytes")
    }
    guard hash == layout.hash else {
      guard otherLayouts == .accepted else {
        return refuse(
          record, .wrongLayout, "layout",
          "the vector is of layout \(String(hash, radix: 16)), not of \(String(layout.hash, radix: 16))")
      }
      records.append(record)
      vectors.append(nil)
      return nil
    }
    let byteCount = layout.count * MemoryLayout<Float>.stride
    guard let vector = headers.features, vector.count == byteCount else {
      return refuse(
        record, .badHeader, "features", "the header 'features' is absent or not of \(byteCount) bytes, 4 a feature")
    }
    if categoryCount > 0 {
      guard let range = headers.categories else {
        return refuse(record, .badHeader, "categories", "the header 'categories' is absent")
      }
      categoryRanges.append(range)
      categoryRecords.append(Int32(record))
    }
    records.append(record)
    vectors.append(vector)
    return nil
  }

  private func refuse(_ record: Int, _ code: DecodeFailure.Code, _ field: String, _ message: String) -> DecodeFailure {
    DecodeFailure(record: record, code: code, field: field, message: message)
  }

  /// Takes the records whose categories were refused out of those that are right.
  private mutating func drop(_ rejected: inout [DecodeFailure], from start: Int) {
    var dropped: Set<Int> = []
    for index in start..<rejected.count {
      rejected[index].code = .badHeader
      rejected[index].field = "categories"
      rejected[index].message = "the header 'categories': " + rejected[index].message
      dropped.insert(rejected[index].record)
    }
    vectors = zip(records, vectors).filter { !dropped.contains($0.0) }.map(\.1)
    records.removeAll(where: dropped.contains)
  }
}
