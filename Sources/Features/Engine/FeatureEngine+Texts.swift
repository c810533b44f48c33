import Glibc
import Records

extension FeatureEngine {
  func text(_ operand: TextOperand, _ block: Block) -> TextSource {
    switch operand {
    case .field(let field): TextSource(column: block.events.texts[field], first: block.rows.lowerBound, step: 1)
    case .literal(let literal): TextSource(column: literals[literal], first: 0, step: 0)
    case .register(let register): TextSource(column: texts[register], first: 0, step: 1)
    }
  }

  mutating func runText(_ instruction: Instruction, _ block: Block) {
    switch instruction {
    case .textEqual(let left, let right, let target): equal(left, right, block, block.register(target))
    case .textIsMissing(let operand, let target):
      text(operand, block).withView { view in
        let target = block.register(target)
        for row in 0..<block.count { target[row] = view[row] == nil ? 1 : 0 }
      }
    case .textHash(let operand, let target):
      text(operand, block).withView { view in
        let target = block.register(target)
        for row in 0..<block.count { target[row] = view[row].map { Double(KeyHash.hash($0) >> 12) } ?? .nan }
      }
    case .concatenate(let left, let right, let target): concatenate(left, right, block, into: target)
    case .selectText(let condition, let then, let otherwise, let target):
      let condition = block.register(condition)
      choose(then, otherwise, block, into: target) { row, then, otherwise in
        condition[row].isNaN ? nil : condition[row] != 0 ? then : otherwise
      }
    case .coalesceText(let left, let right, let target):
      choose(left, right, block, into: target) { _, left, right in left ?? right }
    default: preconditionFailure("not a text's instruction")
    }
  }

  private func equal(
    _ left: TextOperand, _ right: TextOperand, _ block: Block, _ target: UnsafeMutablePointer<Double>
  ) {
    let (left, right) = (text(left, block), text(right, block))
    left.withView { left in
      right.withView { right in
        for row in 0..<block.count {
          guard let one = left[row], let other = right[row] else {
            target[row] = .nan
            continue
          }
          let isEqual =
            one.count == other.count
            && (one.isEmpty || memcmp(one.baseAddress!, other.baseAddress!, one.count) == 0)
          target[row] = isEqual ? 1 : 0
        }
      }
    }
  }

  private mutating func concatenate(_ left: TextOperand, _ right: TextOperand, _ block: Block, into target: Int) {
    let (left, right) = (text(left, block), text(right, block))
    texts[target].removeAll()
    left.withView { left in
      right.withView { right in
        for row in 0..<block.count {
          if let one = left[row], let other = right[row] {
            texts[target].append(Joined(head: one, tail: other))
          } else {
            texts[target].appendMissing()
          }
        }
      }
    }
  }

  @inline(__always)
  private mutating func choose(
    _ left: TextOperand, _ right: TextOperand, _ block: Block, into target: Int,
    _ choice: (Int, UnsafeRawBufferPointer?, UnsafeRawBufferPointer?) -> UnsafeRawBufferPointer?
  ) {
    let (left, right) = (text(left, block), text(right, block))
    texts[target].removeAll()
    left.withView { left in
      right.withView { right in
        for row in 0..<block.count {
          if let chosen = choice(row, left[row], right[row]) {
            texts[target].append(chosen)
          } else {
            texts[target].appendMissing()
          }
        }
      }
    }
  }
}

/// Two texts, one behind the other, without a copy.
private struct Joined: RandomAccessCollection {
  var head: UnsafeRawBufferPointer
  var tail: UnsafeRawBufferPointer

  var startIndex: Int { 0 }
  var endIndex: Int { head.count + tail.count }
  subscript(position: Int) -> UInt8 { position < head.count ? head[position] : tail[position - head.count] }
}
