import Drift
import Glibc
import Statistics

/// How often tests cry wolf at given settings of their own parameter: what `freshet detect --calibrate` prints, and
/// `CalibrationCurve` keeps.
struct DetectorCalibration: Sendable {
  /// A stationary stream of independent numbers in [0, 1].
  struct Shape: Sendable {
    let name: String
    let next: @Sendable (inout SeededGenerator) -> Double

    static func bits(_ rate: Double) -> Shape { Shape(name: "bits of \(rate)") { $0.uniform() < rate ? 1 : 0 } }
    static let uniform = Shape(name: "uniform") { $0.uniform() }
  }

  struct Point: Sendable {
    var value: Double
    /// Values between two alarms on the worst of the streams, in the curve's unit.
    var interval: Double
    var worst: String
    var alarms: Int
  }

  static let streamLength = 100_000

  let name: String
  let shapes: [Shape]
  /// Values that the curve's interval counts as one.
  let unit: Double
  /// Values of the parameter, and of how many streams of each shape.
  let settings: [(value: Double, streams: Int)]
  let detector: @Sendable (_ value: Double) -> StreamDetector

  func points() -> [Point] {
    settings.map { value, streams in
      let counts = shapes.map { count($0, streams, detector(value)) }
      let alarms = counts.max() ?? 0
      return Point(
        value: value, interval: Double(streams * Self.streamLength) / Double(max(1, alarms)) / unit,
        worst: shapes[counts.firstIndex(of: alarms) ?? 0].name, alarms: alarms)
    }
  }

  private func count(_ shape: Shape, _ streams: Int, _ detector: StreamDetector) -> Int {
    var alarms = 0
    for seed in 0..<UInt64(streams) {
      var generator = SeededGenerator(seed: 1_000_000 + seed)
      var running = detector
      for update in 0..<Self.streamLength where running.update(shape.next(&generator), at: Int64(update)) {
        alarms += 1
      }
    }
    return alarms
  }

  private static let everyBit: [Shape] = [.bits(0.02), .bits(0.1), .bits(0.3), .bits(0.5)]

  static let all: [DetectorCalibration] = [
    ofParameter(
      .adwin, "delta", everyBit + [.uniform], [(0.9, 5), (0.3, 20), (0.05, 100), (0.01, 300), (0.002, 1_500)]),
    ofParameter(.hddmA, "delta", everyBit, [(0.1, 5), (0.01, 20), (0.001, 200), (0.0001, 1_000)]),
    ofParameter(.hddmW, "delta", everyBit, [(0.01, 5), (0.001, 10), (1e-4, 20), (1e-5, 50), (1e-6, 200)]),
    ofParameter(.seed, "delta", everyBit + [.uniform], [(0.5, 10), (0.05, 100), (0.005, 500)]),
    ofParameter(
      .kswin, "alpha", [.bits(0.5), .uniform], [(0.01, 3), (0.001, 10), (1e-4, 40), (1e-5, 150)], unit: 30),
    ofLikelihood("one side", direction: 1),
    ofLikelihood("both sides", direction: 0),
  ]

  private static func ofParameter(
    _ test: DriftTest, _ parameter: String, _ shapes: [Shape], _ settings: [(Double, Int)], unit: Double = 1
  ) -> DetectorCalibration {
    DetectorCalibration(name: "\(test.rawValue) \(parameter)", shapes: shapes, unit: unit, settings: settings) {
      StreamDetector(test: test, parameters: [parameter: $0])
    }
  }

  /// The parameter is e to minus the bound.
  private static func ofLikelihood(_ name: String, direction: Int) -> DetectorCalibration {
    let bounds: [(Double, Int)] = [(2.5, 5), (4, 20), (6, 80), (9, 800)]
    return DetectorCalibration(
      name: "glr \(name)", shapes: everyBit, unit: 1_000, settings: bounds.map { (exp(-$0), $1) }
    ) {
      StreamDetector(LikelihoodRatio(bound: -log($0), direction: direction, scale: 1_000))
    }
  }
}
