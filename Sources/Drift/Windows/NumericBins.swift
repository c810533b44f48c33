import Records

/// The bins of a number for PSI: the reference's quantiles, each bin closed above.
///
/// Equal quantiles merge; the value that they share is an atom, and has a bin of its own, so that a fall below it shows
/// as well as a rise above it. Missing values have the last bin.
struct NumericBins: Hashable, Sendable {
  /// Where each bin but the last ends in the cells of a `NumericWindow`, exclusive, in ascending order.
  let cellEnds: [Int]
  /// Rows of the reference in each bin, the missing ones last.
  let expected: [Int]

  init(_ reference: NumericReference, bins: Int) {
    var ends: [Int] = []
    var rows: [Int] = []
    // Knot k stands at cell 2k + 1: a bin that ends with it ends at 2k + 2, one that ends before it at 2k + 1.
    if reference.count > 0 {
      var previous = -1
      for bin in 1..<bins {
        let knot = reference.quantileIndex(Double(bin) / Double(bins))
        if knot != previous {
          ends.append(2 * knot + 2)
          rows.append(reference.rowsThrough[knot])
        } else if ends.count < 2 || ends[ends.count - 2] != 2 * knot + 1 {
          ends.insert(2 * knot + 1, at: ends.count - 1)
          rows.insert(reference.rowsBelow[knot], at: rows.count - 1)
        }
        previous = knot
      }
    }
    rows.append(reference.count)
    cellEnds = ends
    expected = rows.indices.map { $0 == 0 ? rows[0] : rows[$0] - rows[$0 - 1] } + [reference.missing]
  }

  /// The window's rows in each bin, the missing ones last.
  func counts(_ window: NumericWindow) -> [Int] {
    var counts = [Int](repeating: 0, count: cellEnds.count + 1)
    var bin = 0
    for (cell, rows) in window.cells.enumerated() {
      while bin < cellEnds.count, cell >= cellEnds[bin] { bin += 1 }
      counts[bin] += Int(rows)
    }
    return counts + [window.missing]
  }
}
