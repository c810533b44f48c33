import Records

/// Finds what somebody who misspelled a name, or knows it from another house, may have meant.
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
    if let near = Records.NearestName.to(name, among: candidates) { return near }
    // Who writes `card` for `card_id`, or `amount_usd` for `amount`, is many edits away.
    guard name.utf8.count >= 3 else { return nil }
    return candidates.first { $0.hasPrefix(name) } ?? candidates.first { $0.utf8.count >= 3 && name.hasPrefix($0) }
  }
}
