/// A feature as the pipeline's file names it: `spend_1h: sum(amount) over 1h by card_id`, or a bare field's name.
package struct FeatureDefinition: Hashable, Sendable, Codable {
  package var name: String
  package var expression: String

  package init(name: String, expression: String) {
    self.name = name
    self.expression = expression
  }
}
