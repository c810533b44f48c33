extension ModelSettings.Algorithm {
  /// The parameters that the algorithm knows, with their defaults and what they may be.
  package var parameters: [ModelParameter] {
    switch self {
    case .gbdt: Self.treeParameters
    case .linear: Self.linearParameters
    case .auto: []
    }
  }

  /// The parameter of that name, or nil when the algorithm has none.
  package func parameter(_ name: String) -> ModelParameter? { parameters.first { $0.name == name } }

  private static let treeParameters = [
    ModelParameter(
      "trees", default: 100, in: 1...2_000, isWhole: true, summary: "boosting rounds (a tree a class each)"),
    ModelParameter("depth", default: 6, in: 1...14, isWhole: true, summary: "most decisions from a root to a leaf"),
    ModelParameter("learning_rate", default: 0.1, in: 0.001...1, summary: "share of each tree's answer that is taken"),
    ModelParameter(
      "min_child_weight", default: 1, in: 0...1_000_000, summary: "least sum of the loss's second derivative in a leaf"),
    ModelParameter("min_split_gain", default: 0, in: 0...1_000_000, summary: "least gain of the loss for a split"),
    ModelParameter("subsample", default: 1, in: 0.05...1, summary: "share of the rows drawn for each tree"),
    ModelParameter("colsample", default: 1, in: 0.05...1, summary: "share of the features drawn for each tree"),
    ModelParameter("l1", default: 0, in: 0...1_000_000, summary: "absolute penalty on the leaves' values"),
    ModelParameter("l2", default: 1, in: 0...1_000_000, summary: "squared penalty on the leaves' values"),
    ModelParameter("bins", default: 256, in: 2...65_535, isWhole: true, summary: "most histogram bins a feature"),
    maximumCategories(256), minimumCategoryRows,
  ]

  private static let linearParameters = [
    ModelParameter("l2", default: 1, in: 0...1_000_000, summary: "squared penalty on the standardised weights"),
    ModelParameter("iterations", default: 200, in: 1...10_000, isWhole: true, summary: "most steps of the optimiser"),
    ModelParameter(
      "tolerance", default: 1e-6, in: 1e-12...1e-1, summary: "largest slope of the mean loss at which it stops"),
    maximumCategories(64), minimumCategoryRows,
  ]

  private static func maximumCategories(_ count: Double) -> ModelParameter {
    ModelParameter(
      "max_categories", default: count, in: 1...4_096, isWhole: true,
      summary: "most values learned of a category feature; the rarer ones count as unseen")
  }

  private static let minimumCategoryRows = ModelParameter(
    "min_category_rows", default: 5, in: 1...1_000_000, isWhole: true,
    summary: "a category's value seen in fewer rows counts as unseen")
}

extension ModelSettings {
  /// The parameter's value in these settings, or its default.
  package func value(_ name: String) -> Double {
    guard let parameter = algorithm.parameter(name) else {
      preconditionFailure("the algorithm \(algorithm.rawValue) has no parameter \(name)")
    }
    return parameters[name] ?? parameter.defaultValue
  }

  /// Every parameter of the algorithm with the value it has here: what an artifact records.
  package var resolvedParameters: [String: Double] {
    Dictionary(uniqueKeysWithValues: algorithm.parameters.map { ($0.name, value($0.name)) })
  }

  /// What is wrong with the parameters, a sentence each, in the order of their names; empty when nothing is.
  package var problems: [(name: String, problem: String)] {
    parameters.sorted { $0.key < $1.key }.compactMap { name, value in
      guard let parameter = algorithm.parameter(name) else {
        let known = algorithm.parameters.map(\.name).joined(separator: ", ")
        return (name, "\(algorithm.rawValue) has no parameter '\(name)'; it knows \(known)")
      }
      guard !parameter.allows(value) else { return nil }
      return (name, "\(ModelParameter.text(value)) is not allowed; give \(parameter.allowedText)")
    }
  }
}
