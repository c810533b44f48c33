/// One detector of a pipeline file: `error-rise: {test: adwin, on: error, delta: 0.002}`.
package struct DetectorSettings: Hashable, Sendable {
  /// The detector's name in the file; alerts and triggers speak of it by this.
  package var name: String
  package var test: DriftTest
  package var subject: DriftSubject
  /// The test's own parameters by name (`threshold`, `alpha`, `delta`, `bins`, `min_effect`); those that are absent have
  /// the defaults that the test declares in `DriftTest.parameters`.
  package var parameters: [String: Double]
  /// Of a window test: what windows are compared with.
  package var reference: DriftReference

  package init(
    name: String, test: DriftTest, subject: DriftSubject, parameters: [String: Double] = [:],
    reference: DriftReference = .training
  ) {
    self.name = name
    self.test = test
    self.subject = subject
    self.parameters = parameters
    self.reference = reference
  }
}
