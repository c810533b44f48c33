/// The 64-bit FNV-1a hash: stable between runs and machines, for layouts and keyed tables.
///
/// Fowler, Noll & Vo; offset basis 14695981039346656037, prime 1099511628211.
package struct FNV1a: Sendable {
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  package mutating func combine(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  /// The bytes of a buffer; apart from other sequences, which are walked through their witnesses where this module's
  /// callers are others.
  package mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { combine(byte) }
  }

  package mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { combine(byte) }
  }
}
