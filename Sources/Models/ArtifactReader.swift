/// Reads the parts of an encoded artifact, within the bytes' bounds.
struct ArtifactReader {
  private let bytes: ArraySlice<UInt8>
  private var offset: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    offset = bytes.startIndex
  }

  var isAtEnd: Bool { offset == bytes.endIndex }

  mutating func readBytes(_ count: Int) throws(ArtifactError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.endIndex - offset else { throw .truncated(offset: offset) }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  mutating func readRest() -> ArraySlice<UInt8> {
    defer { offset = bytes.endIndex }
    return bytes[offset...]
  }

  mutating func readUInt8() throws(ArtifactError) -> UInt8 { try read() }
  mutating func readUInt16() throws(ArtifactError) -> UInt16 { try read() }
  mutating func readUInt32() throws(ArtifactError) -> UInt32 { try read() }
  mutating func readUInt64() throws(ArtifactError) -> UInt64 { try read() }
  mutating func readFloat() throws(ArtifactError) -> Float { Float(bitPattern: try read()) }
  mutating func readDouble() throws(ArtifactError) -> Double { Double(bitPattern: try read()) }

  /// The count of values that follow, each of at least `size` bytes: a damaged count cannot ask for more memory than
  /// there are bytes.
  mutating func readCount(ofBytes size: Int) throws(ArtifactError) -> Int {
    let start = offset
    let count = Int(try readUInt32())
    guard count <= (bytes.endIndex - offset) / size else { throw .truncated(offset: start) }
    return count
  }

  func peekTag() throws(ArtifactError) -> String {
    var ahead = self
    return String(decoding: try ahead.readBytes(4), as: UTF8.self)
  }

  mutating func readSection(_ tag: String) throws(ArtifactError) -> ArtifactReader {
    let found = String(decoding: try readBytes(4), as: UTF8.self)
    guard found == tag else { throw .invalid("a section '\(found)' where '\(tag)' should be") }
    guard let count = Int(exactly: try readUInt64()) else { throw .truncated(offset: offset) }
    return ArtifactReader(try readBytes(count))
  }

  private mutating func read<Number: FixedWidthInteger>() throws(ArtifactError) -> Number {
    let raw = try readBytes(MemoryLayout<Number>.size)
    return Number(littleEndian: raw.withUnsafeBytes { $0.loadUnaligned(as: Number.self) })
  }

  private func checkEnd(_ section: String) throws(ArtifactError) {
    guard isAtEnd else { throw .invalid("bytes behind the last value of the \(section)") }
  }
}

extension ArtifactReader {
  mutating func readEncoders() throws(ArtifactError) -> [CategoryEncoder] {
    var encoders: [CategoryEncoder] = []
    for _ in 0..<(try readCount(ofBytes: 4)) {
      var values: [String] = []
      var codes: [Float] = []
      for _ in 0..<(try readCount(ofBytes: 8)) {
        let count = try readCount(ofBytes: 1)
        guard let value = String(validating: try readBytes(count), as: UTF8.self) else {
          throw .invalid("a category value that is not UTF-8, before byte \(offset)")
        }
        values.append(value)
        codes.append(try readFloat())
      }
      guard Set(values.map { Array($0.utf8) }).count == values.count else {
        throw .invalid("a category value that stands twice, before byte \(offset)")
      }
      guard codes.allSatisfy({ $0.isFinite }) else { throw .invalid("a category code that is not finite") }
      encoders.append(CategoryEncoder(values: values, codes: codes))
    }
    try checkEnd("encoders")
    return encoders
  }

  mutating func readForest() throws(ArtifactError) -> Forest {
    let width = Int(try readUInt32())
    var base: [Float] = []
    for _ in 0..<(try readCount(ofBytes: 4)) { base.append(try readFloat()) }
    var trees: [Forest.Tree] = []
    var nodeCount = 0
    for _ in 0..<(try readCount(ofBytes: 12)) {
      let (count, depth, output) = (Int(try readUInt32()), Int(try readUInt32()), Int(try readUInt32()))
      trees.append(Forest.Tree(start: nodeCount, count: count, depth: depth, output: output))
      nodeCount += count
      guard nodeCount <= bytes.count else { throw .invalid("more nodes than bytes, before byte \(offset)") }
    }
    guard nodeCount <= (bytes.endIndex - offset) / 8 else { throw .truncated(offset: offset) }
    var nodes: [Forest.Node] = []
    nodes.reserveCapacity(nodeCount)
    for _ in 0..<nodeCount {
      nodes.append(Forest.Node(key: try readUInt32(), slot: try readUInt16(), left: try readUInt16()))
    }
    try checkEnd("forest")
    guard let forest = Forest(width: width, base: base, nodes: nodes, trees: trees) else {
      throw .invalid("a forest whose trees are not whole")
    }
    return forest
  }

  mutating func readLinear() throws(ArtifactError) -> LinearPredictor {
    var columns: [LinearDesign.Column] = []
    var inputs = 0
    for _ in 0..<(try readCount(ofBytes: 5)) {
      let kind = try readUInt8()
      switch kind {
      case 0, 1:
        let (mean, inverseDeviation) = (try readDouble(), try readDouble())
        let indicator = kind == 1 ? inputs + 1 : -1
        columns.append(
          .number(mean: mean, inverseDeviation: inverseDeviation, input: inputs, indicator: indicator))
        inputs += kind == 1 ? 2 : 1
      case 2:
        let count = Int(try readUInt32())
        columns.append(.category(first: inputs, count: count))
        inputs += count
      default: throw .invalid("a linear column of kind \(kind), before byte \(offset)")
      }
    }
    var intercepts: [Double] = []
    for _ in 0..<(try readCount(ofBytes: 8)) { intercepts.append(try readDouble()) }
    let weights = try readWeights(inputs, intercepts.count)
    try checkEnd("linear model")
    guard let design = LinearDesign(columns: columns),
      let linear = LinearPredictor(design: design, weights: weights, intercepts: intercepts)
    else { throw .invalid("a linear model whose numbers do not fit together") }
    return linear
  }

  private mutating func readWeights(_ inputs: Int, _ outputs: Int) throws(ArtifactError) -> [Double] {
    guard inputs <= (bytes.endIndex - offset) / 8, outputs <= (bytes.endIndex - offset) / 8,
      inputs * outputs <= (bytes.endIndex - offset) / 8
    else { throw .truncated(offset: offset) }
    var weights: [Double] = []
    weights.reserveCapacity(inputs * outputs)
    for _ in 0..<inputs * outputs { weights.append(try readDouble()) }
    return weights
  }
}
