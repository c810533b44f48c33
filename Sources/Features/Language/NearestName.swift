/// Finds what somebody who misspelled a name may have meant.
enum NearestName {
  /// The names of other houses for what is here.
  private static let foreignNames = [
    "avg": "mean", "average": "mean", "stddev": "std", "stdev": "std", "nunique": "distinct",
    "count_distinct": "distinct", "ln": "log", "ifelse": "if", "iif": "if", "case": "if", "where": "if",
    "isnull": "is_missing", "is_null": "is_missing", "isnan": "is_missing", "isna": "is_missing",
    "ifnull": "coalesce", "nvl": "coalesce", "clamp": "clip", "power": "pow", "weekday": "dayofweek",
    "day_of_week": "dayofweek", "day": "dayofmonth", "cross": "concat", "delta_t": "seconds_since_previous",
    "greatest": "max", "least": "min", "ceiling": "ceil",
  ]

  /// `; did you mean 'x'?`, or nothing when no candidate is near.
  static func suggestion(for name: String, among candidates: [String]) -> String {
    guard let nearest = nearest(to: name, among: candidates) else { return "" }
    return "; did you mean '\(nearest)'?"
  }

  static func nearest(to name: String, among candidates: [String]) -> String? {
    if let known = foreignNames[name.lowercased()], candidates.contains(known) { return known }
    let limit = Swift.max(1, name.count / 3)
    let wanted = Array(name.lowercased().utf8.prefix(64))
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(wanted, Array(candidate.lowercased().utf8.prefix(64)))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Edits between two words, a swap of neighbours counting as one (optimal string alignment).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for i in 0..<left.count {
      var row = [i + 1]
      for j in 0..<right.count {
        var cost = min(previous[j] + (left[i] == right[j] ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          cost = min(cost, beforePrevious[j - 1] + 1)
        }
        row.append(cost)
      }
      (beforePrevious, previous) = (previous, row)
    }
    return previous[right.count]
  }
}
