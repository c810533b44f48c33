import Records
import Statistics

/// The codes that training gave to the values of one category feature.
///
/// A value that training did not see (or saw too rarely to keep) and a missing one have no code: the code is NaN, and
/// the predictor treats the feature as missing. Looking a code up hashes the bytes once and allocates nothing.
package struct CategoryEncoder: Hashable, Sendable {
  package let values: [String]
  /// `codes[k]` is the code of `values[k]`.
  package let codes: [Float]
  /// All values' UTF-8, one after another; value k ends before `ends[k]`.
  private let bytes: [UInt8]
  private let ends: [Int32]
  /// Open addressing with linear probing: the index of a value, or -1. Its size is a power of two and at least twice
  /// the number of values.
  private let table: [Int32]

  /// - Parameters:
  ///   - values: distinct category values.
  ///   - codes: one a value.
  package init(values: [String], codes: [Float]) {
    precondition(values.count == codes.count, "a category encoder has a code for each value")
    self.values = values
    self.codes = codes
    var bytes: [UInt8] = []
    var ends: [Int32] = []
    for value in values {
      bytes.append(contentsOf: value.utf8)
      ends.append(Int32(bytes.count))
    }
    var capacity = 4
    while capacity < values.count * 2 { capacity *= 2 }
    var table = [Int32](repeating: -1, count: capacity)
    for (index, value) in values.enumerated() {
      var hash = FNV1a()
      hash.combine(value.utf8)
      var place = Self.place(of: hash.value, in: capacity)
      while table[place] >= 0 { place = (place + 1) & (capacity - 1) }
      table[place] = Int32(index)
    }
    self.bytes = bytes
    self.ends = ends
    self.table = table
  }

  /// The code of a value's bytes; NaN where training knows no such value.
  package func code(of value: UnsafeBufferPointer<UInt8>) -> Float {
    var hash = FNV1a()
    hash.combine(value)
    var place = Self.place(of: hash.value, in: table.count)
    while true {
      let index = Int(table[place])
      guard index >= 0 else { return .nan }
      if holds(value, at: index) { return codes[index] }
      place = (place + 1) & (table.count - 1)
    }
  }

  /// The code of a value; NaN where training knows no such value.
  package func code(of value: String) -> Float {
    var value = value
    return value.withUTF8 { code(of: $0) }
  }

  private func holds(_ value: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    let start = index == 0 ? 0 : Int(ends[index - 1])
    let end = Int(ends[index])
    guard end - start == value.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      for offset in 0..<value.count where bytes[start + offset] != value[offset] { return false }
      return true
    }
  }

  /// FNV-1a mixes its low bits least well for short texts, so the upper half is folded in.
  private static func place(of hash: UInt64, in capacity: Int) -> Int {
    Int(truncatingIfNeeded: hash ^ (hash >> 32)) & (capacity - 1)
  }
}
