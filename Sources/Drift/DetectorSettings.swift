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
  /// Category features: the detector looks at the rows of each value of each of them by themselves, and not at all rows.
  package var slices: [String]
  /// Values of a feature that are followed by themselves; the rows of all others make one slice.
  package var maximumSlices: Int

  package static let usualMaximumSlices = 50

  package init(
    name: String, test: DriftTest, subject: DriftSubject, parameters: [String: Double] = [:],
    reference: DriftReference = .training, slices: [String] = [], maximumSlices: Int = usualMaximumSlices
  ) {
    self.name = name
    self.test = test
    self.subject = subject
    self.parameters = parameters
    self.reference = reference
    self.slices = slices
    self.maximumSlices = maximumSlices
  }

  /// The parameters in force: those given, and the defaults of the others but for what `false_alarm_every` stands in place
  /// of.
  package var effectiveParameters: [String: Double] {
    var effective = parameters
    for parameter in test.parameters where effective[parameter.name] == nil {
      guard let value = parameter.defaultValue else { continue }
      if test.falseAlarmConflict(in: parameters.merging([parameter.name: value]) { $1 }) == nil {
        effective[parameter.name] = value
      }
    }
    return effective
  }
}
