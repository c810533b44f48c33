import Records

/// A feature program at work: the program and the state of its keyed windows.
///
/// A value: a copy goes on from where it was taken as if the original had never stopped, and may go to another thread.
/// The same events in the same order give the same floats, however they are cut into batches.
package struct FeatureEngine: Sendable {
  /// Rows computed at a time, so that registers stay in the cache.
  static let blockRows = 512

  package let program: FeatureProgram
  /// The schema's column that holds the event's time.
  package let timeColumn: Int

  /// `registers[register * blockRows + row]`: scratch, but for the constants' registers.
  var registers: [Double]
  var texts: [ByteColumn]
  let literals: [ByteColumn]
  var keyColumns: [KeyColumn]
  var windows: [KeyedWindow]

  /// - Parameter timeColumn: the column of the program's schema that holds the event's time, of type `timestamp`.
  package init(program: FeatureProgram, timeColumn: Int) {
    precondition(
      program.schema.fields.indices.contains(timeColumn) && program.schema.fields[timeColumn].type.isNumeric,
      "the time column is a numeric field of the schema")
    self.program = program
    self.timeColumn = timeColumn
    registers = Array(repeating: .nan, count: program.registerCount * Self.blockRows)
    for (register, value) in program.constants {
      for row in 0..<Self.blockRows { registers[register * Self.blockRows + row] = value }
    }
    texts = Array(repeating: ByteColumn(), count: program.textRegisterCount)
    literals = program.literals.map { literal in
      var column = ByteColumn()
      column.append(literal)
      return column
    }
    keyColumns = Array(repeating: KeyColumn(), count: program.keys.count)
    windows = program.windows.map { KeyedWindow(plan: $0, lateness: program.lateness, bounds: program.bounds) }
  }

  /// What the windows had to give up so far, all windows together.
  package var counters: WindowCounters { windows.reduce(into: WindowCounters()) { $0 += $1.counters } }

  /// Keys with state, all windows together.
  package var keyCount: Int { windows.reduce(0) { $0 + $1.keyCount } }

  /// Takes the events in, in order, and appends a row of features for each.
  ///
  /// Numbers are rounded to `Float` once, here; one that a `Float` cannot hold is missing. To rebuild state, evaluate
  /// older events and drop the rows.
  /// - Parameter matrix: one of the program's layout.
  package mutating func evaluate(_ events: EventBatch, into matrix: inout FeatureMatrix) {
    precondition(matrix.width == program.layout.count, "the matrix has a column for each feature of the layout")
    precondition(events.numbers.count == program.schema.fields.count, "the events are of the program's schema")
    let base = matrix.count
    matrix.appendRows(events.count)
    // The registers are taken out while they are written, so that the windows can be changed beside.
    var registers: [Double] = []
    swap(&registers, &self.registers)
    var first = 0
    while first < events.count {
      let rows = first..<min(first + Self.blockRows, events.count)
      registers.withUnsafeMutableBufferPointer { buffer in
        var block = Block(events: events, rows: rows, registers: buffer.baseAddress!)
        run(&block, into: &matrix, base: base + first)
      }
      first += Self.blockRows
    }
    swap(&registers, &self.registers)
  }
}
