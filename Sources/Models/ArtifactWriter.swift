/// Writes the parts of an encoded artifact.
struct ArtifactWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(bytes more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

  mutating func write<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ number: Float) { write(number.bitPattern) }
  mutating func write(_ number: Double) { write(number.bitPattern) }

  mutating func write(
    section tag: StaticString, _ body: (inout ArtifactWriter) -> Void
  ) {
    precondition(tag.utf8CodeUnitCount == 4, "a section's tag has four bytes")
    var section = ArtifactWriter()
    body(&section)
    write(bytes: UnsafeBufferPointer(start: tag.utf8Start, count: 4))
    write(UInt64(section.bytes.count))
    write(bytes: section.bytes)
  }

  mutating func write(_ encoders: [CategoryEncoder]) {
    write(UInt32(encoders.count))
    for encoder in encoders {
      write(UInt32(encoder.values.count))
      for (value, code) in zip(encoder.values, encoder.codes) {
        write(UInt32(value.utf8.count))
        write(bytes: value.utf8)
        write(code)
      }
    }
  }

  mutating func write(_ forest: Forest) {
    write(UInt32(forest.width))
    write(UInt32(forest.base.count))
    for margin in forest.base { write(margin) }
    write(UInt32(forest.trees.count))
    for tree in forest.trees {
      write(UInt32(tree.count))
      write(UInt32(tree.depth))
      write(UInt32(tree.output))
    }
    for node in forest.nodes {
      write(node.key)
      write(node.slot)
      write(node.left)
    }
  }

  mutating func write(_ linear: LinearPredictor) {
    write(UInt32(linear.design.columns.count))
    for column in linear.design.columns {
      switch column {
      case .number(let mean, let inverseDeviation, _, let indicator):
        write(UInt8(indicator < 0 ? 0 : 1))
        write(mean)
        write(inverseDeviation)
      case .category(_, let count):
        write(UInt8(2))
        write(UInt32(count))
      }
    }
    write(UInt32(linear.outputCount))
    for intercept in linear.intercepts { write(intercept) }
    for weight in linear.weights { write(weight) }
  }
}
