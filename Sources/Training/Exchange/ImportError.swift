/// Why a model that was trained elsewhere cannot become a version.
package enum ImportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is not of the format, or breaks off.
  case malformed(String)
  /// The file is right, and holds what our forests cannot do.
  case unsupported(String)
  /// The model is for other features, another task or other classes than the pipeline's.
  case unfit(String)

  package var description: String {
    switch self {
    case .malformed(let problem): "not a model of that format: \(problem)"
    case .unsupported(let problem): "a model that cannot be served here: \(problem)"
    case .unfit(let problem): "a model for something else than this pipeline: \(problem)"
    }
  }
}
