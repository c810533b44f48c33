import Records

extension FeatureEngine {
  /// Runs the whole program over one block of rows.
  mutating func run(_ block: inout Block, into matrix: inout FeatureMatrix, base: Int) {
    if !windows.isEmpty { Arithmetic.load(timeColumn, block, into: Scheduler.timeRegister) }
    for instruction in program.instructions {
      switch instruction {
      case .load(let field, let target): Arithmetic.load(field, block, into: target)
      case .unary(let operation, let operand, let target):
        Arithmetic.run(operation, block.register(operand), into: block.register(target), rows: block.count)
      case .binary(let operation, let left, let right, let target):
        Arithmetic.run(
          operation, block.register(left), block.register(right), into: block.register(target), rows: block.count)
      case .select(let condition, let then, let otherwise, let target):
        Arithmetic.select(
          block.register(condition), block.register(then), block.register(otherwise), into: block.register(target),
          rows: block.count)
      case .textEqual, .textIsMissing, .textHash, .concatenate, .selectText, .coalesceText:
        runText(instruction, block)
      case .hashKeys(let key): hashKeys(key, block)
      case .runWindow(let window): runWindow(window, block)
      case .storeNumber(let register, let feature):
        Self.store(block.register(register), rows: block.count, feature: feature, into: &matrix, base: base)
      case .storeText(let operand, let category): storeText(operand, category: category, block, into: &matrix)
      }
    }
  }

  /// Rounds a column to floats, in the matrix's rows from `base` on.
  private static func store(
    _ source: UnsafePointer<Double>, rows: Int, feature: Int, into matrix: inout FeatureMatrix, base: Int
  ) {
    let width = matrix.width
    matrix.values.withUnsafeMutableBufferPointer { values in
      var place = base * width + feature
      for row in 0..<rows {
        let value = Float(source[row])
        values[place] = value.isFinite ? value : .nan
        place += width
      }
    }
  }

  private func storeText(_ operand: TextOperand, category: Int, _ block: Block, into matrix: inout FeatureMatrix) {
    let source = text(operand, block)
    source.withView { view in
      for row in 0..<block.count {
        if let bytes = view[row] {
          matrix.categories[category].append(bytes)
        } else {
          matrix.categories[category].appendMissing()
        }
      }
    }
  }

  // MARK: Windows

  private mutating func runWindow(_ place: Int, _ block: Block) {
    let times = UnsafePointer(block.register(Scheduler.timeRegister))
    guard let key = windows[place].plan.key else {
      windows[place].run(
        rows: block.count, times: times, keys: nil, registers: block.registers, pitch: Self.blockRows)
      return
    }
    let fields = program.keys[key]
    let textField = fields.count == 1 && !program.schema.fields[fields[0]].type.isNumeric ? fields[0] : nil
    let column = textField.map { block.events.texts[$0] } ?? keyColumns[key].composed
    let first = textField == nil ? 0 : block.rows.lowerBound
    let hashes = keyColumns[key].hashes
    column.withView(from: first) { view in
      hashes.withUnsafeBufferPointer { hashes in
        let keys = KeyView(
          bytes: view.bytes, starts: view.starts, lengths: view.lengths, hashes: hashes.baseAddress!)
        windows[place].run(
          rows: block.count, times: times, keys: keys, registers: block.registers, pitch: Self.blockRows)
      }
    }
  }

  /// Hashes the key's fields. A key of one text is that text's bytes; any other is put together.
  private mutating func hashKeys(_ place: Int, _ block: Block) {
    let fields = program.keys[place]
    if fields.count == 1, !program.schema.fields[fields[0]].type.isNumeric {
      block.events.texts[fields[0]].withView(from: block.rows.lowerBound) { view in
        keyColumns[place].hash(view, rows: block.count)
      }
      return
    }
    keyColumns[place].compose(fields, block, program.schema)
    keyColumns[place].hashComposed(rows: block.count)
  }
}
