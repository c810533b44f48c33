import Statistics

extension World {
  func diskFails() -> Bool { diskGenerator.uniform() < plan.diskFaults }

  /// What a disk makes of a file: as a rule what was written.
  func written(_ bytes: [UInt8], over old: [UInt8]?) -> [UInt8]? {
    guard diskFails() else { return bytes }
    switch Int.random(in: 0..<4, using: &diskGenerator) {
    case 0: return nil
    case 1: return Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &diskGenerator)))
    case 2:
      var bent = bytes
      let bit = Int.random(in: 0..<8 * bytes.count, using: &diskGenerator)
      bent[bit / 8] ^= 1 << UInt8(bit % 8)
      return bent
    default: return old
    }
  }
}
