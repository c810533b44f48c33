/// What `freshet detect --calibrate` measured: values between two false alarms on the worst of its stationary streams, and the
/// test's own parameter.
extension CalibrationCurve {
  static let adwinDelta = CalibrationCurve([
    (1_466, 0.9), (6_803, 0.3), (73_529, 0.05), (500_000, 0.01), (3_260_870, 0.002),
  ])
  static let hddmADelta = CalibrationCurve([(469, 0.1), (8_264, 0.01), (121_951, 0.001), (980_392, 0.0001)])
  static let hddmWDelta = CalibrationCurve([
    (398, 0.01), (1_209, 0.001), (4_320, 1e-4), (16_181, 1e-5), (76_336, 1e-6),
  ])
  static let seedDelta = CalibrationCurve([(2_481, 0.5), (66_667, 0.05), (1_470_588, 0.005)])
  /// In units of KSWIN's newest values.
  static let kswinAlpha = CalibrationCurve([(18.2, 0.01), (117, 0.001), (1_067, 1e-4), (12_195, 1e-5)])
  /// e^−bound of a likelihood ratio, in units of its scale: bounds of 2.5, 4, 6 and 9.
  static let likelihoodOfOneSide = CalibrationCurve([
    (25, 0.0821), (64.5, 0.0183), (258, 0.00248), (5_333, 0.000123),
  ])
  static let likelihoodOfBothSides = CalibrationCurve([
    (3.97, 0.0821), (10.5, 0.0183), (54.1, 0.00248), (899, 0.000123),
  ])
}
