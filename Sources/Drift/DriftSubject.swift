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
  /// What was true less what was answered: the label less the score, or the actual value less the predicted one.
  case residual
  /// The log loss of the answer's probabilities; the squared error of a regression.
  case loss
  /// Whether a value is missing: of a feature, or of each feature by itself.
  case missingRate(of: String?)
  /// Whether a category is one that training did not see: of a category feature, or of each by itself.
  case unseenRate(of: String?)
  /// Whether a number lies outside of what training saw: of a numeric feature, or of each by itself.
  case outOfRangeRate(of: String?)
  /// Whether a record was refused rather than answered.
  case deadLetterRate
  /// Events in a window of time.
  case eventVolume
  /// Whether a prediction had its label when its wait was over.
  case labelCoverage
  /// Seconds from an event to its label.
  case labelDelay

  /// The subjects that the file names by a word, in the order of the documentation.
  package static let named: [DriftSubject] = [
    .features, .score, .prediction, .label, .error, .residual, .loss, .missingRate(of: nil), .unseenRate(of: nil),
    .outOfRangeRate(of: nil), .deadLetterRate, .eventVolume, .labelCoverage, .labelDelay,
  ]

  /// A word of `named`; `missing-rate of amount` and its like; or a feature's name.
  package init(_ text: String) {
    if let word = Self.named.first(where: { $0.text == text }) {
      self = word
      return
    }
    for rate in [DriftSubject.missingRate(of:), DriftSubject.unseenRate(of:), DriftSubject.outOfRangeRate(of:)] {
      let prefix = rate(nil).text + " of "
      if text.hasPrefix(prefix) {
        self = rate(String(text.dropFirst(prefix.count)))
        return
      }
    }
    self = .feature(text)
  }

  package var text: String {
    switch self {
    case .features: "features"
    case .feature(let name): name
    case .score: "score"
    case .prediction: "prediction"
    case .label: "label"
    case .error: "error"
    case .residual: "residual"
    case .loss: "loss"
    case .missingRate(let name): Self.text("missing-rate", of: name)
    case .unseenRate(let name): Self.text("unseen-rate", of: name)
    case .outOfRangeRate(let name): Self.text("out-of-range-rate", of: name)
    case .deadLetterRate: "dead-letter-rate"
    case .eventVolume: "event-volume"
    case .labelCoverage: "label-coverage"
    case .labelDelay: "label-delay"
    }
  }

  private static func text(_ rate: String, of name: String?) -> String { name.map { "\(rate) of \($0)" } ?? rate }

  /// The feature that the subject is about; nil for any other, and for each of the features.
  package var featureName: String? {
    switch self {
    case .feature(let name): name
    case .missingRate(let name), .unseenRate(let name), .outOfRangeRate(let name): name
    default: nil
    }
  }

  /// Whether the subject is that of each feature by itself.
  package var isOfEachFeature: Bool {
    switch self {
    case .features, .missingRate(of: nil), .unseenRate(of: nil), .outOfRangeRate(of: nil): true
    default: false
    }
  }

  /// The same subject of one of the features that it is about.
  func of(_ feature: String) -> DriftSubject {
    switch self {
    case .missingRate: .missingRate(of: feature)
    case .unseenRate: .unseenRate(of: feature)
    case .outOfRangeRate: .outOfRangeRate(of: feature)
    default: .feature(feature)
    }
  }

  /// Whether the subject depends on the model that answers, rather than on the stream alone: then another model makes its
  /// detectors begin anew, and a training may mend what they find.
  package var isOfModel: Bool {
    switch self {
    case .deadLetterRate, .eventVolume, .labelCoverage, .labelDelay: false
    default: true
    }
  }

  /// Whether a model's artifact says how the subject was distributed where it was trained.
  package var hasTrainingReference: Bool { isOfModel }
}
