import Records

extension Alert.Bin {
  /// Bins of numbers: the reference's deciles.
  private static let binCount = 10
  /// Categories that are listed; the others make one bin.
  private static let categoryCount = 10

  static func bins(of window: NumericWindow, _ reference: NumericReference) -> [Alert.Bin] {
    let bins = NumericBins(reference, bins: binCount)
    let observed = bins.counts(window)
    let (all, present) = (bins.expected.reduce(0, +), observed.reduce(0, +))
    var result: [Alert.Bin] = []
    for place in observed.indices where bins.expected[place] + observed[place] > 0 {
      var bin = Alert.Bin(reference: share(bins.expected[place], all), current: share(observed[place], present))
      if place == observed.count - 1 {
        bin.value = SliceTable.missingName
      } else {
        // An even end closes behind knot end / 2 - 1, an odd one in front of knot (end - 1) / 2.
        if place > 0 { bin.setLow(bins.cellEnds[place - 1], reference.knots) }
        if place < bins.cellEnds.count { bin.setHigh(bins.cellEnds[place], reference.knots) }
      }
      result.append(bin)
    }
    return result
  }

  private mutating func setLow(_ end: Int, _ knots: [Float]) {
    let value = Double(knots[end % 2 == 0 ? end / 2 - 1 : (end - 1) / 2])
    guard value.isFinite else { return }
    if end % 2 == 0 { above = value } else { from = value }
  }

  private mutating func setHigh(_ end: Int, _ knots: [Float]) {
    let value = Double(knots[end % 2 == 0 ? end / 2 - 1 : (end - 1) / 2])
    guard value.isFinite else { return }
    if end % 2 == 0 { through = value } else { below = value }
  }

  /// The categories whose shares differ most, then the others, those that the reference does not name, and the missing ones.
  static func bins(of window: CategoryWindow, _ reference: CategoricalReference) -> [Alert.Bin] {
    let (all, present) = (reference.count + reference.missing, window.count + window.missing)
    var named = reference.names.indices.map { place in
      Alert.Bin(
        value: reference.name(place), reference: share(reference.counts[place], all),
        current: share(window.counts[place], present))
    }
    named.sort { abs($0.reference - $0.current) > abs($1.reference - $1.current) }
    var result = Array(named.prefix(categoryCount))
    let rest = named.dropFirst(categoryCount)
    if !rest.isEmpty {
      result.append(
        Alert.Bin(
          value: SliceTable.otherName, reference: rest.reduce(0) { $0 + $1.reference },
          current: rest.reduce(0) { $0 + $1.current }))
    }
    if reference.other + window.unseen > 0 {
      result.append(
        Alert.Bin(value: "(unseen)", reference: share(reference.other, all), current: share(window.unseen, present)))
    }
    if reference.missing + window.missing > 0 {
      result.append(
        Alert.Bin(
          value: SliceTable.missingName, reference: share(reference.missing, all),
          current: share(window.missing, present)))
    }
    return result
  }

  private static func share(_ count: Int, _ all: Int) -> Double { all == 0 ? 0 : Double(count) / Double(all) }
}
