/// A 64-bit hash of a key's bytes, the same on every machine: eight bytes a step, folded by a wide multiplication.
///
/// After Wang Yi's wyhash. It is no defence against keys chosen to collide: those cost time, never a wrong answer,
/// since the bytes are compared as well.
enum KeyHash {
  private static let secrets: (UInt64, UInt64, UInt64) = (
    0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3
  )

  @inline(__always)
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = secrets.0 ^ UInt64(truncatingIfNeeded: bytes.count)
    var offset = 0
    while offset + 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      state = fold(state ^ word, secrets.1)
      offset += 8
    }
    var tail: UInt64 = 0
    while offset < bytes.count {
      tail = (tail << 8) | UInt64(bytes[offset])
      offset += 1
    }
    return fold(state ^ tail ^ secrets.2, secrets.1 ^ state)
  }

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
