/// The streams of `Golden/streams.py`, by the same formula.
enum GoldenStreams {
  /// Knuth's linear congruential generator; the upper 53 bits.
  static func uniforms(_ seed: UInt64, _ count: Int) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
  }

  /// 0 and 1, with the rate of ones at each update.
  static func bits(_ seed: UInt64, _ rates: [Double]) -> [Double] {
    zip(uniforms(seed, rates.count), rates).map { $0 < $1 ? 1 : 0 }
  }

  private static func parts(_ parts: (Double, Int)...) -> [Double] {
    parts.flatMap { Array(repeating: $0.0, count: $0.1) }
  }

  private static func seesaw(_ update: Int) -> Double { 0.1 + 0.4 * abs(Double(update % 6_000) / 3_000 - 1) }

  static let all: [String: [Double]] = [
    "constant": parts((0.5, 4_000)),
    "zero_then_one": parts((0, 1_000), (1, 1_000)),
    "stationary": bits(1, parts((0.3, 40_000))),
    "step": bits(2, parts((0.1, 10_000), (0.2, 10_000))),
    "leap": bits(3, parts((0.1, 3_000), (0.5, 3_000), (0.1, 3_000))),
    "slope": bits(4, (0..<20_000).map { 0.1 + 0.4 * Double($0) / 20_000 }),
    "fall": bits(5, parts((0.6, 4_000), (0.2, 4_000))),
    "steps": bits(6, (0..<20_000).map { 0.05 + 0.3 * Double($0 / 2_500 % 2) }),
    "numbers": uniforms(7, 12_000).enumerated().map { 10 * $1 + ($0 >= 6_000 ? 3 : 0) },
    "small_numbers": uniforms(8, 12_000).enumerated().map { $1 * $1 / 8 + (4_000..<8_000 ~= $0 ? 0.02 : 0) },
    "rare": bits(9, parts((0.01, 8_000), (0.04, 8_000))),
    "seesaw": bits(10, (0..<18_000).map(seesaw)),
  ]
}
