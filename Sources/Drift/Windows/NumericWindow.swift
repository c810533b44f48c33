import Records

/// A window of numbers, counted against the knots of a reference: all that the window tests need, in bounded memory,
/// without keeping or sorting a value. Two of them with the same knots merge by adding.
struct NumericWindow: Hashable, Sendable {
  private let index: KnotIndex
  /// Cell 2k holds the values between the knots k − 1 and k, cell 2k + 1 those at knot k.
  private(set) var cells: [UInt32]
  private(set) var missing = 0
  /// Values that are not missing.
  private(set) var count = 0
  /// By how much, in sum, values lie below the first knot and above the last one.
  private(set) var below = 0.0
  private(set) var above = 0.0

  init(_ reference: NumericReference) {
    index = KnotIndex(reference.knots)
    cells = Array(repeating: 0, count: 2 * reference.knots.count + 1)
  }

  var knots: [Float] { index.knots }

  /// Empties the window and keeps its storage.
  mutating func removeAll() {
    for cell in cells.indices { cells[cell] = 0 }
    missing = 0
    count = 0
    below = 0
    above = 0
  }

  /// Counts `values[i * stride]` for i in `rows`.
  mutating func observe(_ values: UnsafePointer<Float>, stride: Int, rows: Range<Int>) {
    let last = cells.count - 1
    let smallest = Double(index.knots.first ?? 0)
    let largest = Double(index.knots.last ?? 0)
    var (below, above) = (0.0, 0.0)
    let missing = cells.withUnsafeMutableBufferPointer { cells in
      index.forEachCell(values, stride: stride, rows: rows) { cell, value in
        cells[cell] += 1
        if cell == 0 || cell == last, last > 0, value.isFinite {
          if cell == 0 { below += smallest - Double(value) } else { above += Double(value) - largest }
        }
      }
    }
    self.missing += missing
    self.below += below
    self.above += above
    count += rows.count - missing
  }

  mutating func merge(_ other: NumericWindow) {
    precondition(knots == other.knots, "windows merge when they are counted against the same knots")
    for cell in cells.indices { cells[cell] += other.cells[cell] }
    missing += other.missing
    count += other.count
    below += other.below
    above += other.above
  }

  /// Kolmogorov-Smirnov's D against the reference, over its knots: exact where the reference keeps every value, and
  /// elsewhere too small by less than its `resolution`.
  func kolmogorovDistance(_ reference: NumericReference) -> Double {
    let (n, m) = (reference.count, count)
    guard n > 0, m > 0 else { return 0 }
    var seen = 0
    var largest = 0
    for knot in knots.indices {
      seen += Int(cells[2 * knot])
      largest = max(largest, abs(seen * n - reference.rowsBelow[knot] * m))
      seen += Int(cells[2 * knot + 1])
      largest = max(largest, abs(seen * n - reference.rowsThrough[knot] * m))
    }
    return Double(largest) / (Double(n) * Double(m))
  }
}
