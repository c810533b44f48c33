/// One walk over a state that writes it to bytes or reads it back: a format is said once, for both directions, so that they
/// cannot come apart.
///
/// Integers are little-endian, of 8 bytes where nothing else is said; a number is its IEEE 754 bits; a truth is a byte, 0 or
/// 1; a list is its count (8 bytes) and its elements; a text or a run of bytes is a list of bytes; what may be absent is a
/// truth and, if it is there, itself. Nothing is aligned.
///
/// Reading checks what would be out of bounds; that the bytes are those which were written is for a checksum to say.
package struct StateCoder: Sendable {
  /// Whether values are read out of the bytes; else they are written to them.
  package let isReading: Bool
  private var bytes: [UInt8]
  private var place = 0

  /// Writes.
  package init() {
    isReading = false
    bytes = Array(repeating: 0, count: 4_096)
  }

  /// Reads.
  package init(reading bytes: [UInt8]) {
    isReading = true
    self.bytes = bytes
  }

  /// What has been written.
  package consuming func finish() -> [UInt8] {
    bytes.removeLast(bytes.count - place)
    return bytes
  }

  /// Bytes that have still to be read.
  package var remaining: Int { bytes.count - place }

  // MARK: Numbers

  package mutating func code(_ value: inout Int) throws(StateProblem) { try codeInteger(&value) }
  package mutating func code(_ value: inout Int64) throws(StateProblem) { try codeInteger(&value) }
  package mutating func code(_ value: inout Int32) throws(StateProblem) { try codeInteger(&value) }
  package mutating func code(_ value: inout UInt64) throws(StateProblem) { try codeInteger(&value) }
  package mutating func code(_ value: inout UInt32) throws(StateProblem) { try codeInteger(&value) }
  package mutating func code(_ value: inout UInt16) throws(StateProblem) { try codeInteger(&value) }
  package mutating func code(_ value: inout UInt8) throws(StateProblem) { try codeInteger(&value) }

  package mutating func code(_ value: inout Double) throws(StateProblem) {
    var bits = value.bitPattern
    try codeInteger(&bits)
    value = Double(bitPattern: bits)
  }

  package mutating func code(_ value: inout Float) throws(StateProblem) {
    var bits = value.bitPattern
    try codeInteger(&bits)
    value = Float(bitPattern: bits)
  }

  package mutating func code(_ value: inout Bool) throws(StateProblem) {
    var byte: UInt8 = value ? 1 : 0
    try codeInteger(&byte)
    guard byte <= 1 else { throw StateProblem("a truth is neither 0 nor 1") }
    value = byte == 1
  }

  package mutating func code(_ value: inout Timestamp) throws(StateProblem) {
    var milliseconds = value.milliseconds
    try codeInteger(&milliseconds)
    value = Timestamp(milliseconds: milliseconds)
  }

  private mutating func codeInteger<Value: FixedWidthInteger>(_ value: inout Value) throws(StateProblem) {
    let size = MemoryLayout<Value>.size
    if isReading {
      guard remaining >= size else { throw StateProblem.endsEarly }
      value = Value(
        littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Value.self) })
    } else {
      makeRoom(size)
      let stored = value.littleEndian
      bytes.withUnsafeMutableBytes { $0.storeBytes(of: stored, toByteOffset: place, as: Value.self) }
    }
    place += size
  }

  private mutating func makeRoom(_ byteCount: Int) {
    guard bytes.count - place < byteCount else { return }
    bytes.append(contentsOf: repeatElement(0, count: max(bytes.count, byteCount)))
  }

  // MARK: Lists

  package mutating func code(_ values: inout [UInt8]) throws(StateProblem) { try codePlain(&values) }
  package mutating func code(_ values: inout [Int32]) throws(StateProblem) { try codePlain(&values) }
  package mutating func code(_ values: inout [UInt32]) throws(StateProblem) { try codePlain(&values) }
  package mutating func code(_ values: inout [Int64]) throws(StateProblem) { try codePlain(&values) }
  package mutating func code(_ values: inout [Int]) throws(StateProblem) { try codePlain(&values) }
  package mutating func code(_ values: inout [UInt64]) throws(StateProblem) { try codePlain(&values) }
  package mutating func code(_ values: inout [Float]) throws(StateProblem) { try codePlain(&values) }
  package mutating func code(_ values: inout [Double]) throws(StateProblem) { try codePlain(&values) }

  package mutating func code(_ text: inout String) throws(StateProblem) {
    var utf8 = isReading ? [] : Array(text.utf8)
    try codePlain(&utf8)
    if isReading { text = String(decoding: utf8, as: UTF8.self) }
  }

  /// The memory of numbers is their encoding: every machine that Freshet runs on is little-endian.
  private mutating func codePlain<Value: BitwiseCopyable>(_ values: inout [Value]) throws(StateProblem) {
    let count = try codeCount(values.count, of: MemoryLayout<Value>.size)
    let byteCount = count * MemoryLayout<Value>.size
    if isReading {
      let from = place
      values = bytes.withUnsafeBytes { bytes in
        Array(unsafeUninitializedCapacity: count) { target, initialized in
          if count > 0 {
            UnsafeMutableRawBufferPointer(target).copyMemory(
              from: UnsafeRawBufferPointer(rebasing: bytes[from..<from + byteCount]))
          }
          initialized = count
        }
      }
    } else {
      makeRoom(byteCount)
      let to = place
      bytes.withUnsafeMutableBytes { bytes in
        values.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: bytes[to...]).copyMemory(from: $0) }
      }
    }
    place += byteCount
  }

  /// Writes a count, or reads the one that was written.
  ///
  /// - Parameter size: the least that an element takes, in bytes: more elements than there is room for are refused.
  package mutating func codeCount(_ count: Int, of size: Int = 1) throws(StateProblem) -> Int {
    var count = count
    try codeInteger(&count)
    guard count >= 0, !isReading || size == 0 || count <= remaining / size else { throw StateProblem.endsEarly }
    return count
  }

  /// A list of anything.
  ///
  /// - Parameter filler: what an element is made of that is read.
  package mutating func code<Element>(
    _ elements: inout [Element], filler: Element,
    _ body: (inout Element, inout StateCoder) throws(StateProblem) -> Void
  ) throws(StateProblem) {
    let count = try codeCount(elements.count)
    if isReading { elements = Array(repeating: filler, count: count) }
    for index in 0..<count { try body(&elements[index], &self) }
  }

  /// A list of which each element is read into a new value.
  package mutating func code<Element>(
    _ elements: inout [Element], make: () throws(StateProblem) -> Element,
    _ body: (inout Element, inout StateCoder) throws(StateProblem) -> Void
  ) throws(StateProblem) {
    let count = try codeCount(elements.count)
    if isReading { elements = [] }
    for index in 0..<count {
      if isReading { elements.append(try make()) }
      try body(&elements[index], &self)
    }
  }

  /// - Parameter filler: what a value is made of that is read.
  package mutating func code<Value>(
    _ value: inout Value?, filler: @autoclosure () -> Value,
    _ body: (inout Value, inout StateCoder) throws(StateProblem) -> Void
  ) throws(StateProblem) {
    var isThere = value != nil
    try code(&isThere)
    guard isThere else {
      value = nil
      return
    }
    var content = value ?? filler()
    try body(&content, &self)
    value = content
  }

  package mutating func code(_ value: inout Double?) throws(StateProblem) {
    try code(&value, filler: 0) { value, coder throws(StateProblem) in try coder.code(&value) }
  }

  package mutating func code(_ value: inout Int64?) throws(StateProblem) {
    try code(&value, filler: 0) { value, coder throws(StateProblem) in try coder.code(&value) }
  }

  package mutating func code(_ value: inout Timestamp?) throws(StateProblem) {
    try code(&value, filler: Timestamp(milliseconds: 0)) { value, coder throws(StateProblem) in try coder.code(&value) }
  }

  package mutating func code(_ value: inout String?) throws(StateProblem) {
    try code(&value, filler: "") { value, coder throws(StateProblem) in try coder.code(&value) }
  }

  package mutating func code(_ texts: inout [String]) throws(StateProblem) {
    try code(&texts, filler: "") { text, coder throws(StateProblem) in try coder.code(&text) }
  }

  // MARK: Agreement

  /// Writes what the reader knows from elsewhere; one that knows another value refuses the state.
  package mutating func expect(_ value: Int, _ what: @autoclosure () -> String) throws(StateProblem) {
    var found = value
    try codeInteger(&found)
    guard found == value else { throw StateProblem("\(what()) is \(found), and should be \(value)") }
  }

  package mutating func expect(_ value: String, _ what: @autoclosure () -> String) throws(StateProblem) {
    var found = value
    try code(&found)
    guard found == value else { throw StateProblem("\(what()) is '\(found)', and should be '\(value)'") }
  }

  /// Refuses the state that was read unless the claim holds of it.
  package func check(_ holds: Bool, _ claim: @autoclosure () -> String) throws(StateProblem) {
    guard holds || !isReading else { throw StateProblem(claim()) }
  }
}
