import Records
import Statistics

/// Feature definitions, checked against a schema and compiled to instructions that run over columns.
///
/// The language in short (operators from loose to tight: `or and not`, comparisons and `in`, `+ -`, `* / %`, unary `-`,
/// `^`):
///
/// - Numbers are doubles, and a result that no finite double can hold (a division by zero, the logarithm of zero, an
///   overflow) is missing. Missing goes through arithmetic and comparisons; `and`, `or` and `not` are three-valued
///   (`false and missing` is false); `if` with a missing condition is missing. `is_missing` and `coalesce` look behind
///   it. `%` takes the sign of the divisor, `round` rounds halves away from zero.
/// - `hour minute dayofweek dayofmonth month` take milliseconds since 1970 and speak of UTC; Monday is 0.
/// - A category is compared with a text (1 or 0), joined by `concat`, or is a feature itself. A `string` is compared,
///   counted, and a window's key, but no feature.
/// - `aggregate(x) over 1h by a, b` is computed over the events of the same key with a time in (t − 1h, t], the event
///   itself included; `over 100 events` over the key's newest 100 by time. Without `by` over all events. Missing values
///   are skipped; an aggregate of none is missing, but for counts. An event with a missing key field belongs to no
///   window: its aggregates are missing.
/// - A bare name is a field or a feature above.
package struct FeatureProgram: Sendable {
  package let layout: FeatureLayout
  package let definitions: [FeatureDefinition]
  package let schema: EventSchema
  /// How much older than the newest event of its key an event may be and still be put in its place.
  package let lateness: Duration
  package let bounds: WindowBounds
  /// How far back in event time the state of the time windows reaches, lateness and windows over windows included:
  /// whoever rebuilds it replays at least this much. Zero where no feature has a time window.
  package let longestWindow: Duration
  /// Whether some window is a number of events, which no length of time is sure to rebuild.
  package let hasCountWindows: Bool

  let instructions: [Instruction]
  let windows: [WindowPlan]
  let keys: [[Int]]
  let literals: [[UInt8]]
  let constants: [(register: Int, value: Double)]
  let registerCount: Int
  let textRegisterCount: Int

  /// - Throws: `FeatureErrors` with everything that is wrong in any of the definitions.
  package init(
    definitions: [FeatureDefinition], schema: EventSchema, lateness: Duration = .zero,
    bounds: WindowBounds = WindowBounds()
  ) throws(FeatureErrors) {
    precondition(lateness >= .zero, "lateness is not negative")
    let (features, graph) = try Self.compile(definitions, schema: schema, bounds: bounds)
    layout = FeatureLayout(features: features.map(\.layout))
    self.definitions = definitions
    self.schema = schema
    self.lateness = lateness
    self.bounds = bounds
    let scheduler = Scheduler(graph, features: features.map(\.value))
    instructions = scheduler.instructions
    windows = scheduler.windows
    keys = scheduler.keys
    literals = scheduler.literals
    constants = scheduler.constants
    registerCount = scheduler.registerCount
    textRegisterCount = scheduler.textRegisterCount
    longestWindow = Self.reach(of: graph.groups, lateness: lateness)
    hasCountWindows = graph.groups.contains { if case .events = $0.identity.extent { true } else { false } }
  }

  /// The longest window at each level of windows over windows, added up.
  private static func reach(of groups: [WindowGroup], lateness: Duration) -> Duration {
    var longest: [Int: Int64] = [:]
    for group in groups {
      guard case .time(let milliseconds) = group.identity.extent else { continue }
      longest[group.identity.depth] = max(longest[group.identity.depth] ?? 0, milliseconds + lateness.milliseconds)
    }
    return .milliseconds(longest.values.reduce(0, +))
  }
}
