import Foundation
import Pipeline
import Records

/// Turns rows of a table into the events and labels of a pipeline.
///
/// Columns are matched to the schema's fields by name. A table without the pipeline's id gets `row-N`; one without its
/// time gets a start and a step a row. Cells that are empty or `?` are missing values; a cell that does not fit its
/// field goes out as text, so that the service refuses it where everybody can see it.
package struct CSVRecords: Sendable {
  /// What is wrong with the table for the pipeline.
  package struct Mismatch: Error, CustomStringConvertible {
    package var description: String
  }

  /// The event time of the first row where the table has no times: 2024-01-01T00:00:00Z.
  package static let start = Timestamp(milliseconds: 1_704_067_200_000)

  private struct Leaf: Sendable {
    var path: [String]
    var source: Source
    var type: EventSchema.FieldType
  }

  private enum Source: Sendable {
    case column(Int)
    case rowName
    case rowTime
  }

  private let leaves: [Leaf]
  private let idColumn: Int?
  private let labelColumn: Int?
  private let labelIDPath: [String]
  private let labelValuePath: [String]
  private let task: LearningTask
  private let step: Duration

  /// - Parameters:
  ///   - header: the table's column names.
  ///   - labelColumn: the label's; the last one when nil.
  ///   - hasLabels: whether there is one: a table to be scored alone may have none.
  ///   - step: event time between two rows, where the table has none.
  package init(
    definition: PipelineDefinition, header: [String], labelColumn: String? = nil, hasLabels: Bool = true, step: Duration
  ) throws(Mismatch) {
    let label = hasLabels ? labelColumn.map { header.firstIndex(of: $0) } ?? header.indices.last : nil
    guard label != nil || !hasLabels else {
      throw Mismatch(
        description: "there is no column \(labelColumn ?? "at all"); the table has \(header.joined(separator: ", "))")
    }
    self.labelColumn = label
    task = definition.labels.task
    labelIDPath = definition.labels.idField.split(separator: ".").map(String.init)
    labelValuePath = definition.labels.valueField.split(separator: ".").map(String.init)
    self.step = step
    var leaves: [Leaf] = []
    for field in definition.events.schema.fields {
      let source: Source
      if let column = header.firstIndex(of: field.name), column != label {
        source = .column(column)
      } else if field.name == definition.events.idField {
        source = .rowName
      } else if field.name == definition.events.timeField {
        source = .rowTime
      } else if field.isRequired {
        throw Mismatch(
          description: "the pipeline requires the field \(field.name), and the table has no such column; it has "
            + header.joined(separator: ", "))
      } else {
        continue
      }
      leaves.append(Leaf(path: field.path, source: source, type: field.type))
    }
    guard leaves.contains(where: { if case .column = $0.source { true } else { false } }) else {
      throw Mismatch(
        description: "no column is a field of pipeline \(definition.name); its fields are "
          + "\(definition.events.schema.fields.map(\.name).joined(separator: ", ")), the table has "
          + header.joined(separator: ", "))
    }
    self.leaves = leaves
    idColumn = header.firstIndex(of: definition.events.idField)
  }

  /// Appends the row's event, keyed by its id.
  package func appendEvent(_ row: [String], index: Int, to batch: inout RecordBatch, now: Timestamp) {
    var root = JSONTree()
    for leaf in leaves { root.insert(value(of: leaf, row: row, index: index), at: leaf.path[...]) }
    batch.append(topic: .events, key: id(row, index: index), value: root.text, timestamp: now)
  }

  /// Appends the row's label; nothing where the cell is empty or `?`.
  ///
  /// - Returns: whether there was a label.
  package func appendLabel(_ row: [String], index: Int, to batch: inout RecordBatch, now: Timestamp) -> Bool {
    guard let labelColumn, !Self.isMissing(row[labelColumn]) else { return false }
    let cell = row[labelColumn]
    let id = id(row, index: index)
    var root = JSONTree()
    root.insert(JSONText.quoted(id), at: labelIDPath[...])
    root.insert(labelText(cell), at: labelValuePath[...])
    batch.append(topic: .labels, key: id, value: root.text, timestamp: now)
    return true
  }

  /// The row's label as the pipeline understands it, a class's name or a number; nil where the cell is empty or `?`.
  package func label(_ row: [String]) -> String? {
    guard let labelColumn, !Self.isMissing(row[labelColumn]) else { return nil }
    let cell = row[labelColumn]
    return labelValue(cell) ?? cell
  }

  private func id(_ row: [String], index: Int) -> String { idColumn.map { row[$0] } ?? "row-\(index)" }

  private func value(of leaf: Leaf, row: [String], index: Int) -> String {
    switch leaf.source {
    case .rowName: return JSONText.quoted("row-\(index)")
    case .rowTime: return "\(Self.start.milliseconds + Int64(index) * step.milliseconds)"
    case .column(let column):
      let cell = row[column]
      if Self.isMissing(cell) { return "null" }
      switch leaf.type {
      case .string, .category: return JSONText.quoted(cell)
      case .double, .int, .timestamp: return Self.isNumber(cell) ? cell : JSONText.quoted(cell)
      case .bool: return cell == "true" || cell == "false" || Self.isNumber(cell) ? cell : JSONText.quoted(cell)
      }
    }
  }

  /// Classes written as decimals (`1.0`) are named by their whole number.
  private func labelText(_ cell: String) -> String { labelValue(cell) ?? JSONText.quoted(cell) }

  /// The label as a number in JSON; nil where it is a name.
  private func labelValue(_ cell: String) -> String? {
    guard let number = Double(cell), number.isFinite else { return nil }
    if task == .regression { return Self.isNumber(cell) ? cell : "\(number)" }
    return Int(exactly: number).map(String.init)
  }

  private static func isMissing(_ cell: String) -> Bool { cell.isEmpty || cell == "?" }

  /// Whether the text is a number as JSON writes it.
  static func isNumber(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func takeDigits() -> Int {
      let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      rest = rest.dropFirst(digits.count)
      return digits.count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = takeDigits()
    guard whole > 0, !startsWithZero || whole == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard takeDigits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard takeDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}

/// A JSON object under construction: leaves are finished JSON, keys keep the order in which they came.
private struct JSONTree {
  private enum Node {
    case leaf(String)
    case object(JSONTree)
  }

  private var keys: [String] = []
  private var nodes: [Node] = []

  mutating func insert(_ value: String, at path: ArraySlice<String>) {
    guard let key = path.first else { return }
    let place = keys.firstIndex(of: key)
    guard path.count > 1 else {
      if place == nil { append(key, .leaf(value)) }
      return
    }
    var child = JSONTree()
    if let place, case .object(let existing) = nodes[place] { child = existing }
    child.insert(value, at: path.dropFirst())
    if let place { nodes[place] = .object(child) } else { append(key, .object(child)) }
  }

  private mutating func append(_ key: String, _ node: Node) {
    keys.append(key)
    nodes.append(node)
  }

  var text: String {
    let members = zip(keys, nodes).map { key, node in
      let value =
        switch node {
        case .leaf(let text): text
        case .object(let tree): tree.text
        }
      return JSONText.quoted(key) + ":" + value
    }
    return "{" + members.joined(separator: ",") + "}"
  }
}
