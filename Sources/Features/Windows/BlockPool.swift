import Records

/// Room for many small buffers in one array: blocks of `unit << level` elements, given back to a list a level.
///
/// Allocates nothing once the array and the lists are as large as they get.
struct BlockPool<Element: Sendable>: Sendable {
  let unit: Int
  private let filler: Element
  var storage: [Element] = []
  /// The free blocks of each level.
  private var free: [[Int]] = []

  init(unit: Int, filler: Element) {
    self.unit = unit
    self.filler = filler
  }

  /// The place of a block in `storage`. Its content is whatever was there.
  mutating func allocate(level: Int) -> Int {
    if level < free.count, let block = free[level].popLast() { return block }
    let block = storage.count
    storage.append(contentsOf: repeatElement(filler, count: unit << level))
    return block
  }

  mutating func release(_ block: Int, level: Int) {
    while free.count <= level { free.append([]) }
    free[level].append(block)
  }

  /// Which blocks are free; what is in the others is for their owner to say.
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&free, filler: []) { blocks, coder throws(StateProblem) in try coder.code(&blocks) }
  }
}
