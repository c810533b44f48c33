/// The tests on offer, by the name that a pipeline file gives them.
package enum DriftTest: String, CaseIterable, Sendable {
  case psi, ks, adwin
}
