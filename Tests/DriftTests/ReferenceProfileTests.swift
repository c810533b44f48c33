import Records
import Statistics
import Testing

@Suite struct ReferenceProfileTests {
  private static let layout = FeatureLayout(features: [
    .init(name: "amount", kind: .numeric, expression: "amount"),
    .init(name: "country", kind: .category, expression: "country"),
  ])

  private static func profile(rows: Int, seed: UInt64) -> ReferenceProfile {
    var generator = SeededGenerator(seed: seed)
    var matrix = FeatureMatrix(layout: layout)
    matrix.appendRows(rows)
    for row in 0..<rows {
      matrix[row, 0] = row % 10 == 3 ? .nan : Float(generator.uniform())
      if row % 7 == 0 {
        matrix.categories[0].appendMissing()
      } else {
        matrix.categories[0].append(["no", "se", "dk"][row % 3])
      }
    }
    var profile = ReferenceProfile(features: matrix, layout: layout)
    profile[.score] = ReferenceDistribution(numbers: (0..<rows).map { _ in Float(generator.uniform()) })
    profile[.label] = ReferenceDistribution(classes: (0..<rows).map { $0 % 4 == 0 ? 1 : 0 }, names: ["0", "1"])
    profile[.error] = ReferenceDistribution(numbers: (0..<rows).map { Double($0 % 5 == 0 ? 1 : 0) })
    return profile
  }

  @Test("a profile comes back from its bytes as it was", arguments: [1, 10, 999, 5_000])
  func roundTrip(rows: Int) throws {
    let profile = Self.profile(rows: rows, seed: 3)
    let bytes = profile.encode()
    #expect(bytes == Self.profile(rows: rows, seed: 3).encode())
    let decoded = try ReferenceProfile(decoding: bytes)
    #expect(decoded == profile)
    #expect(decoded[.feature("amount")]?.rowCount == rows)
    #expect(decoded[.feature("absent")] == nil)
  }

  @Test("a profile cut short is refused at every length")
  func truncation() {
    let bytes = Self.profile(rows: 200, seed: 1).encode()
    for count in 0..<bytes.count {
      #expect(throws: ReferenceProfile.DecodingError.self, "\(count) bytes") {
        try ReferenceProfile(decoding: bytes.prefix(count))
      }
    }
  }

  @Test("damaged bytes are refused or read as another profile, and never trap")
  func damage() {
    let bytes = Self.profile(rows: 100, seed: 1).encode()
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<5_000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      if let profile = try? ReferenceProfile(decoding: damaged) { #expect(!profile.encode().isEmpty) }
    }
  }

  @Test("the version, trailing bytes and a subject that stands twice are checked")
  func refusals() {
    #expect(throws: ReferenceProfile.DecodingError.unknownVersion(9)) { try ReferenceProfile(decoding: [9, 0]) }
    #expect(throws: ReferenceProfile.DecodingError.invalid("bytes after the last distribution", offset: 2)) {
      try ReferenceProfile(decoding: [1, 0, 0])
    }
    #expect(throws: ReferenceProfile.DecodingError.invalid("a subject that stands twice", offset: 6)) {
      try ReferenceProfile(decoding: [1, 2, 1, 0, 0, 0, 1, 0, 0, 0])
    }
  }

  @Test("the knots' counts are those of the column, and no gap holds more than one step of rank")
  func knots() throws {
    for (seed, levels) in [(1, 5), (2, 900), (3, 100_000), (4, 1_500)] as [(UInt64, Int)] {
      var generator = SeededGenerator(seed: seed)
      let values = (0..<7_000).map { _ in Float(Int.random(in: 0..<levels, using: &generator)) }
      let reference = NumericReference(values)
      for (index, knot) in reference.knots.enumerated() where index % 41 == 0 || index + 1 == reference.knots.count {
        #expect(reference.rowsBelow[index] == values.count { $0 < knot }, "seed \(seed), knot \(knot)")
        #expect(reference.rowsThrough[index] == values.count { $0 <= knot }, "seed \(seed), knot \(knot)")
      }
      #expect(reference.resolution <= 1.0 / Double(NumericReference.knotLimit))
      #expect(reference.count == values.count)
      let sorted = values.sorted()
      for bins in [8, 10, 20, 25, 40, 50, 100] {
        for bin in 1..<bins {
          let rank = (bin * values.count + bins - 1) / bins
          let quantile = reference.knots[reference.quantileIndex(Double(bin) / Double(bins))]
          #expect(quantile == sorted[rank - 1], "seed \(seed), \(bin) of \(bins)")
        }
      }
    }
  }

  @Test("missing, infinite and constant columns have a place")
  func extremes() {
    let reference = NumericReference([.nan, .infinity, -.infinity, 0, -0.0, .nan])
    #expect(reference.missing == 2)
    #expect(reference.knots == [-.infinity, 0, .infinity])
    #expect(reference.rowsThrough == [1, 3, 4])
    #expect(NumericReference([Float]()).count == 0)
    #expect(NumericReference([Float](repeating: .nan, count: 3)).knots.isEmpty)
  }

  @Test("the rarest of too many categories are counted together")
  func manyCategories() {
    var column = ByteColumn()
    for index in 0..<1_200 {
      for _ in 0..<(index < 1_000 ? 2 : 1) { column.append("c\(index)") }
    }
    let reference = CategoricalReference(column)
    #expect(reference.names.count == CategoricalReference.nameLimit)
    #expect(reference.other == 200)
    #expect(reference.count == 2_200)
  }
}
