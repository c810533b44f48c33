/// The tables of README's Architecture section: the targets in the order the data flows, and what each may import.
struct HousePlan {
  struct Room: Equatable {
    var name: String
    var imports: Set<String>
  }

  /// The heading that the section begins with.
  static let section = "## Architecture"
  /// What marks the rows of the two tables.
  static let planHeader = ["target", "its one purpose", "may import"]
  static let exceptionHeader = ["file", "may also import", "because"]
  /// A row of the plan that says so may import all targets of the rows before it.
  static let everythingAbove = "all above"

  var rooms: [Room] = []
  /// Modules that a single file may import beyond its room's, by path.
  var exceptions: [String: Set<String>] = [:]

  init(readme: String) {
    let lines = readme.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let section = lines.drop { !$0.hasPrefix(Self.section) }.dropFirst().prefix { !$0.hasPrefix("## ") }
    for row in Self.rows(of: Self.planHeader, in: section) {
      let above = row[2].contains(Self.everythingAbove) ? Set(rooms.map(\.name)) : []
      for name in Self.quoted(row[0]) { rooms.append(Room(name: name, imports: above.union(Self.quoted(row[2])))) }
    }
    for row in Self.rows(of: Self.exceptionHeader, in: section) {
      for file in Self.quoted(row[0]) { exceptions[file, default: []].formUnion(Self.quoted(row[1])) }
    }
  }

  /// The modules that a file of a target may import; nil for a target that the plan does not know.
  func imports(of file: SourceFile) -> Set<String>? {
    guard let room = rooms.first(where: { $0.name == file.target }) else { return nil }
    return room.imports.union(exceptions[file.path] ?? [])
  }

  /// The cells of the rows under a table's header.
  private static func rows(of header: [String], in lines: some Sequence<String>) -> [[String]] {
    var rows: [[String]] = []
    var isInside = false
    for line in lines {
      let cells = cells(line)
      if cells == header {
        isInside = true
      } else if cells.count != header.count {
        isInside = false
      } else if isInside, !cells[0].hasPrefix("---") {
        rows.append(cells)
      }
    }
    return rows
  }

  private static func cells(_ line: String) -> [String] {
    guard line.hasPrefix("|"), line.hasSuffix("|"), line.count > 1 else { return [] }
    return line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
      .map { $0.trimmingPrefix { $0 == " " } }
      .map { String($0.reversed().drop { $0 == " " }.reversed()) }
  }

  /// What stands in backticks.
  private static func quoted(_ cell: String) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
  }
}
