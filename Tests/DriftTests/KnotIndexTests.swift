import Records
import Statistics
import Testing

@testable import Drift

@Suite struct KnotIndexTests {
  private static func draw(_ shape: Int, _ generator: inout SeededGenerator) -> Float {
    let normal = NormalDistribution.quantile(max(1e-12, generator.uniform()))
    switch shape {
    case 0: return Float(normal)
    case 1: return Float((normal * 10).rounded())
    // Most of the knots in a few cells of the grid, and some far away.
    case 2: return Float(normal * normal * normal * normal * normal)
    case 3: return Float(generator.uniform() * 1e-42)
    case 4: return generator.uniform() < 0.5 ? 0 : Float(normal)
    default: return Float(normal * 1e38)
    }
  }

  @Test("a value's cell is that which counting all knots gives", arguments: 0..<6)
  func oracle(shape: Int) {
    for seed in 1...6 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let count = [1, 2, 3, 40, 900, 5_000][Int(seed) - 1]
      var column = (0..<count).map { _ in Self.draw(shape, &generator) }
      if seed % 2 == 0 { column += [.infinity, -.infinity] }
      let reference = NumericReference(column)
      let index = KnotIndex(reference.knots)
      var values = (0..<300).map { _ in Self.draw(shape, &generator) }
      values += stride(from: 0, to: reference.knots.count, by: max(1, reference.knots.count / 60)).map {
        reference.knots[$0]
      }.flatMap { [$0, $0.nextUp, $0.nextDown] }
      values += [
        0, -0.0, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
        .leastNonzeroMagnitude,
      ]
      var cells: [(cell: Int, value: Float)] = []
      let missing = index.forEachCell(values, stride: 1, rows: 0..<values.count) { cells.append(($0, $1)) }
      #expect(missing == values.count(where: \.isNaN) && cells.count == values.count - missing)
      for (cell, value) in cells {
        let below = reference.knots.count { $0 < value }
        let isKnot = reference.knots.contains(value)
        #expect(cell == 2 * below + (isKnot ? 1 : 0), "shape \(shape), seed \(seed), value \(value)")
      }
    }
  }
}
