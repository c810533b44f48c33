import Records

extension FeatureProgram {
  /// A feature that has been found right.
  struct CompiledFeature {
    var layout: FeatureLayout.Feature
    var value: TypedValue
  }

  static func compile(
    _ definitions: [FeatureDefinition], schema: EventSchema, bounds: WindowBounds
  ) throws(FeatureErrors) -> ([CompiledFeature], ValueGraph) {
    var compiler = Compiler(schema: schema, bounds: bounds, featureNames: definitions.map(\.name))
    var features: [CompiledFeature] = []
    var errors: [FeatureError] = []
    for (place, definition) in definitions.enumerated() {
      compiler.errors = []
      checkName(of: place, in: definitions, &compiler)
      let expression = parse(definition, &compiler)
      let value = compiler.compile(name: definition.name, expression)
      if let value, let expression {
        features += feature(definition, expression, value, &compiler)
      }
      errors += compiler.errors.map {
        FeatureError(feature: definition.name, definition: place, column: $0.column, message: $0.message)
      }
    }
    if definitions.isEmpty {
      errors.append(
        FeatureError(feature: "", definition: 0, column: 1, message: "there are no features: name at least one field"))
    }
    guard errors.isEmpty else { throw FeatureErrors(errors: errors) }
    return (features, compiler.graph)
  }

  private static func parse(_ definition: FeatureDefinition, _ compiler: inout Compiler) -> Expression? {
    do {
      return try Parser.parse(definition.expression)
    } catch {
      compiler.errors.append(error)
      return nil
    }
  }

  private static func checkName(of place: Int, in definitions: [FeatureDefinition], _ compiler: inout Compiler) {
    let name = definitions[place].name
    if name.isEmpty { _ = compiler.report(1, "a feature needs a name") }
    if let first = definitions.firstIndex(where: { $0.name == name }), first < place {
      _ = compiler.report(1, "the name '\(name)' is taken by feature \(first + 1): names must differ")
    }
  }

  private static func feature(
    _ definition: FeatureDefinition, _ expression: Expression, _ value: TypedValue, _ compiler: inout Compiler
  ) -> [CompiledFeature] {
    if compiler.schema.column(definition.name) != nil, expression.kind != .name(definition.name) {
      _ = compiler.report(
        1, "'\(definition.name)' is a field's name, and this is not that field: give the feature another name")
    }
    switch value.type {
    case .string:
      _ = compiler.report(
        expression.column,
        "\(expression.canonicalForm) is a string, which has no bound on its values: "
          + "declare the field a category, or compare or count it")
    case .literal: _ = compiler.report(expression.column, "a text alone is the same for every event and no feature")
    case .number, .category, .missing: break
    }
    let kind: FeatureLayout.Kind = value.type.isText ? .category : .numeric
    let layout = FeatureLayout.Feature(name: definition.name, kind: kind, expression: expression.canonicalForm)
    return [CompiledFeature(layout: layout, value: value)]
  }
}
