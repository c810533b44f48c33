/// What a detector looks at.
package enum DriftSubject: Hashable, Sendable {
  /// Each feature by itself.
  case features
  case feature(String)
  /// The live model's score: the probability of class 1, of the predicted class, or the value.
  case score
  /// The predicted class.
  case prediction
  /// The label that came.
  case label
  /// 1 where the prediction was wrong, 0 where right; the absolute error of a regression.
  case error

  /// `features`, `score`, `prediction`, `label`, `error`, or a feature's name.
  package init(_ text: String) {
    self =
      switch text {
      case "features": .features
      case "score": .score
      case "prediction": .prediction
      case "label": .label
      case "error": .error
      default: .feature(text)
      }
  }

  package var text: String {
    switch self {
    case .features: "features"
    case .feature(let name): name
    case .score: "score"
    case .prediction: "prediction"
    case .label: "label"
    case .error: "error"
    }
  }
}
