/// Finds the name that somebody who mistyped one most likely meant.
package enum NearestName {
  /// Longer texts are not compared: nobody mistypes them, and the cost grows with the square.
  private static let longestName = 64

  /// The known name with the fewest slips from the given one; nil where none is near.
  package static func to(_ name: String, among known: some Sequence<String>) -> String? {
    let typed = Array(name.lowercased().utf8.prefix(longestName + 1))
    guard !typed.isEmpty, typed.count <= longestName else { return nil }
    var best: (name: String, slips: Int)?
    for candidate in known {
      let slips = slips(from: typed, to: Array(candidate.lowercased().utf8.prefix(longestName)))
      if slips < best?.slips ?? Int.max { best = (candidate, slips) }
    }
    guard let best, best.slips <= max(1, typed.count / 3) else { return nil }
    return best.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours (the restricted Damerau-Levenshtein distance).
  private static func slips(from typed: [UInt8], to meant: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: meant.count + 1)
    var last = Array(0...meant.count)
    for row in 0..<typed.count {
      var current = [row + 1]
      for column in 0..<meant.count {
        let replaced = last[column] + (typed[row] == meant[column] ? 0 : 1)
        var fewest = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, typed[row] == meant[column - 1], typed[row - 1] == meant[column] {
          fewest = min(fewest, beforeLast[column - 1] + 1)
        }
        current.append(fewest)
      }
      (beforeLast, last) = (last, current)
    }
    return last[meant.count]
  }
}
