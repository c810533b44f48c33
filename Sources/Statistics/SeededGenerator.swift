/// A seeded generator whose sequence is the same on every machine: xoshiro256** seeded by SplitMix64.
///
/// Blackman & Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021. Not for secrets.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  package init(seed: UInt64) {
    var split = seed
    func next() -> UInt64 {
      split &+= 0x9e37_79b9_7f4a_7c15
      var mixed = split
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }
    state = (next(), next(), next(), next())
  }

  package mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 << 45) | (state.3 >> 19)
    return result
  }

  /// A number in [0, 1), from the upper 53 bits.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
