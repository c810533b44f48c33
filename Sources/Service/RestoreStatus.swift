/// How far a stage has come with reading again what refills its state.
package struct RestoreStatus: Hashable, Sendable, Codable {
  package var records: Int64
  package var of: Int64
}
