import Records

/// The classes of a multiclass task that have been met, each with a number that stays its own.
///
/// Numbers outlive models, whose own order of classes differs from version to version. The number of classes is
/// bounded; one past the bound is nobody's.
struct ClassNames: Sendable {
  static let maximumCount = 1_024

  private var names = ByteColumn()
  /// The place of each number in the live model's order; -1 for a class that it does not know.
  private var places: [Int32] = []
  private var liveClasses: [String] = []

  init() {}

  /// The number of a class, new or known; -1 past the bound.
  mutating func number(of name: UnsafeRawBufferPointer) -> Int {
    for row in 0..<names.count where names[row].elementsEqual(name) { return row }
    guard names.count < Self.maximumCount else { return -1 }
    names.append(name)
    places.append(place(of: name))
    return names.count - 1
  }

  /// Takes another model's order of classes.
  mutating func follow(_ classes: [String]) {
    liveClasses = classes
    for row in 0..<names.count { places[row] = names[row].withUnsafeBytes { place(of: $0) } }
  }

  /// The place of a number in the live model's order; -1 when it does not know the class.
  func place(ofNumber number: Int) -> Int32 { places.indices.contains(number) ? places[number] : -1 }

  private func place(of name: UnsafeRawBufferPointer) -> Int32 {
    Int32(liveClasses.firstIndex { $0.utf8.elementsEqual(name) } ?? -1)
  }
}
