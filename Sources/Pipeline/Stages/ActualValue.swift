import Records

/// What really happened, as the join sees it.
enum ActualValue: Sendable {
  /// 0 or 1, or a regression's value.
  case number(Double)
  case className([UInt8])
}
