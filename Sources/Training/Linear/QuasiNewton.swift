/// Minimises a smooth convex loss by limited-memory BFGS.
///
/// Nocedal & Wright, "Numerical Optimization", 2nd ed., algorithms 7.4 and 7.5; the step is found by bisection for the
/// weak Wolfe conditions (Lewis & Overton, "Nonsmooth optimization via quasi-Newton methods", 2013).
struct QuasiNewton {
  /// Steps at most.
  var iterations: Int
  /// It stops where no component of the slope is larger.
  var tolerance: Double
  /// Pairs of steps and slope changes that stand for the curvature.
  var memory = 10

  private struct Pair {
    var step: [Double]
    var change: [Double]
    var inverseProduct: Double
  }

  /// The parameters where it stopped.
  ///
  /// - Parameters:
  ///   - start: where it begins.
  ///   - loss: the loss at a point, with its slope written to the second argument.
  func minimum(from start: [Double], _ loss: ([Double], inout [Double]) -> Double) -> [Double] {
    var point = start
    var gradient = [Double](repeating: 0, count: start.count)
    var value = loss(point, &gradient)
    var pairs: [Pair] = []
    for _ in 0..<iterations {
      guard gradient.contains(where: { abs($0) > tolerance }) else { break }
      var direction = direction(gradient, pairs)
      if dot(direction, gradient) >= 0 {
        pairs.removeAll()
        direction = self.direction(gradient, pairs)
      }
      let first = pairs.isEmpty ? 1 / max(1, dot(gradient, gradient).squareRoot()) : 1
      guard let next = step(from: point, value, gradient, along: direction, first: first, loss) else { break }
      remember(&pairs, step: difference(next.point, point), change: difference(next.gradient, gradient))
      (point, value, gradient) = next
    }
    return point
  }

  /// The two-loop recursion: minus the inverse curvature times the gradient.
  private func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var result = gradient.map { -$0 }
    var shares: [Double] = []
    for pair in pairs.reversed() {
      let share = pair.inverseProduct * dot(pair.step, result)
      shares.append(share)
      add(-share, pair.change, to: &result)
    }
    if let last = pairs.last {
      let scale = 1 / (last.inverseProduct * dot(last.change, last.change))
      for place in result.indices { result[place] *= scale }
    }
    for (pair, share) in zip(pairs, shares.reversed()) {
      add(share - pair.inverseProduct * dot(pair.change, result), pair.step, to: &result)
    }
    return result
  }

  private func remember(_ pairs: inout [Pair], step: [Double], change: [Double]) {
    let product = dot(step, change)
    // Rounding can take the curvature of a nearly flat stretch below zero; such a pair says nothing.
    guard product > 1e-300 else { return }
    if pairs.count == memory { pairs.removeFirst() }
    pairs.append(Pair(step: step, change: change, inverseProduct: 1 / product))
  }

  private typealias Point = (point: [Double], value: Double, gradient: [Double])

  /// A point along the direction that meets both Wolfe conditions; the best found where rounding hides them; nil where
  /// no step lowers the loss.
  private func step(
    from point: [Double], _ value: Double, _ gradient: [Double], along direction: [Double], first: Double,
    _ loss: ([Double], inout [Double]) -> Double
  ) -> Point? {
    let slope = dot(direction, gradient)
    var (low, high, length) = (0.0, Double.infinity, first)
    var best: Point?
    for _ in 0..<40 {
      var candidate = point
      add(length, direction, to: &candidate)
      var slopes = gradient
      let reached = loss(candidate, &slopes)
      if !(reached <= value + 1e-4 * length * slope) {
        high = length
      } else {
        best = (candidate, reached, slopes)
        guard dot(direction, slopes) < 0.9 * slope else { break }
        low = length
      }
      length = high.isFinite ? (low + high) / 2 : 2 * low
    }
    return best
  }

  private func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for place in left.indices { sum += left[place] * right[place] }
    return sum
  }

  private func add(_ factor: Double, _ change: [Double], to target: inout [Double]) {
    for place in target.indices { target[place] += factor * change[place] }
  }

  private func difference(_ left: [Double], _ right: [Double]) -> [Double] {
    left.indices.map { left[$0] - right[$0] }
  }
}
