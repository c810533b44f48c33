/// The distributions that a model was trained on, one a subject; the model's artifact carries them.
///
/// Model 0, which was not trained, has none.
package struct ReferenceProfile: Hashable, Sendable {
  package enum Subject: Hashable, Sendable {
    case feature(String)
    /// The model's own score of its training or holdout rows.
    case score
    /// The predicted class (or value, of a regression).
    case prediction
    case label
    /// 1 where the prediction was wrong, 0 where right; the absolute error of a regression.
    case error
    /// What was true less what was answered; not of many classes.
    case residual
    /// The log loss, or the squared error of a regression.
    case loss
  }

  package struct Entry: Hashable, Sendable {
    package let subject: Subject
    package let distribution: ReferenceDistribution
  }

  /// In the order they were set; a subject stands once.
  package private(set) var entries: [Entry] = []

  package init() {}

  /// The distribution of every feature of the rows.
  ///
  /// - Parameter matrix: vectors of `layout`, before or after an encoder wrote categories' codes into its values.
  package init(features matrix: FeatureMatrix, layout: FeatureLayout) {
    precondition(matrix.width == layout.count, "the matrix has a column for each feature of the layout")
    var category = 0
    for (index, feature) in layout.features.enumerated() {
      switch feature.kind {
      case .numeric:
        let column = (0..<matrix.count).lazy.map { matrix.values[$0 * matrix.width + index] }
        self[.feature(feature.name)] = ReferenceDistribution(numbers: column)
      case .category:
        self[.feature(feature.name)] = ReferenceDistribution(categories: matrix.categories[category])
        category += 1
      }
    }
  }

  package subscript(subject: Subject) -> ReferenceDistribution? {
    get { entries.first { $0.subject == subject }?.distribution }
    set {
      let place = entries.firstIndex { $0.subject == subject }
      switch (place, newValue) {
      case (let place?, let distribution?): entries[place] = Entry(subject: subject, distribution: distribution)
      case (let place?, nil): entries.remove(at: place)
      case (nil, let distribution?): entries.append(Entry(subject: subject, distribution: distribution))
      case (nil, nil): break
      }
    }
  }
}
