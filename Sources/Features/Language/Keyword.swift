/// Words that stand for themselves; a field of the same name is written in backquotes.
enum Keyword: String, CaseIterable {
  case and, or, not, `in`, over, by, `true`, `false`, missing

  static func isReserved(_ name: String) -> Bool { Keyword(rawValue: name) != nil }
}
