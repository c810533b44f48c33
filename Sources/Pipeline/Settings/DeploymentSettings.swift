/// The `deployment:` part of a pipeline file: how an accepted candidate goes live.
package struct DeploymentSettings: Hashable, Sendable {
  package enum Strategy: String, CaseIterable, Sendable {
    /// The candidate answers from the next batch on.
    case immediate
    /// The candidate scores beside the live model first.
    case shadow
    /// The candidate answers a share of the events first.
    case canary
    /// A person approves it.
    case manual

    /// Whether the service runs it yet.
    package var isAvailable: Bool {
      switch self {
      case .immediate, .manual: true
      case .shadow, .canary: false
      }
    }
  }

  package let strategy: Strategy

  package init(strategy: Strategy = .immediate) { self.strategy = strategy }
}
