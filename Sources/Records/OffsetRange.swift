/// Records of one partition: from `from` up to, not including, `to`.
package struct OffsetRange: Hashable, Sendable, Codable {
  package var partition: Int32
  package var from: Int64
  package var to: Int64

  package init(partition: Int32, from: Int64, to: Int64) {
    self.partition = partition
    self.from = from
    self.to = to
  }

  package var count: Int64 { max(0, to - from) }
}
