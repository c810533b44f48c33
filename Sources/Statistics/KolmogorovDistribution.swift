import Glibc

/// The distribution of Kolmogorov's D, the two-sided distance of a sample's distribution function from the true one.
///
/// Which method serves where follows Simard & L'Ecuyer, "Computing the Two-Sided Kolmogorov-Smirnov Distribution", 2011,
/// with fewer branches: `survival` agrees with SciPy's `kstwo.sf` to 1e-9, absolutely, or to a part in a thousand, whichever is more.
package enum KolmogorovDistribution {
  /// The chance that a sample of `count` independent rows lies `distance` or further from its distribution.
  package static func survival(_ distance: Double, count: Int) -> Double {
    precondition(count > 0, "a sample has a row")
    let n = Double(count)
    if distance >= 1 { return 0 }
    if n * distance <= 0.5 { return 1 }
    let square = n * distance * distance
    if distance >= 0.5 || square >= (count <= 140 ? 4 : 2.2) {
      return min(1, 2 * oneSidedSurvival(distance, count: count))
    }
    let below = count <= 140 ? durbin(distance, count: count) : pelzGood(distance, count: n)
    return min(1, max(0, 1 - below))
  }

  /// The chance that a sample's distribution function rises `distance` or further above the true one.
  ///
  /// Up to 20,000 rows the sum of Birnbaum & Tingey (1951); beyond, Smirnov's limit with Maag & Dicaire's correction (1971).
  package static func oneSidedSurvival(_ distance: Double, count: Int) -> Double {
    let n = Double(count)
    if distance <= 0 { return 1 }
    if distance >= 1 { return 0 }
    if count > 20_000 {
      let shifted = 6 * n * distance + 1
      return exp(-shifted * shifted / (18 * n))
    }
    let logFactorial = IncompleteGamma.logGamma(n + 1)
    var sum = 0.0
    for index in 0...Int(n * (1 - distance)) {
      let j = Double(index)
      let right = 1 - distance - j / n
      if right <= 0 { continue }
      let logChoices = logFactorial - IncompleteGamma.logGamma(j + 1) - IncompleteGamma.logGamma(n - j + 1)
      sum += exp(logChoices + (j - 1) * log(distance + j / n) + (n - j) * log(right))
    }
    return distance * sum
  }

  /// The exact distribution function as a power of Durbin's matrix (Marsaglia, Tsang & Wang 2003), for few rows.
  private static func durbin(_ distance: Double, count: Int) -> Double {
    let n = Double(count)
    let k = Int((n * distance).rounded(.up))
    let h = Double(k) - n * distance
    let size = 2 * k - 1
    var matrix = durbinMatrix(h: h, size: size)
    var result = [Double](repeating: 0, count: size * size)
    for index in 0..<size { result[index * size + index] = 1 }
    // Both carry a power of two apart, so that neither overflows.
    var matrixExponent = 0
    var resultExponent = 0
    var rest = count
    while rest > 0 {
      if rest & 1 == 1 {
        result = multiply(result, matrix, size: size)
        resultExponent += matrixExponent
      }
      matrix = multiply(matrix, matrix, size: size)
      matrixExponent *= 2
      if abs(matrix[(k - 1) * size + k - 1]) > 0x1p128 {
        for index in matrix.indices { matrix[index] *= 0x1p-128 }
        matrixExponent += 128
      }
      rest >>= 1
    }
    var value = result[(k - 1) * size + k - 1]
    for index in 1...count {
      value *= Double(index) / n
      if value < 0x1p-128 {
        value *= 0x1p128
        resultExponent -= 128
      }
    }
    return scalbn(value, Int32(clamping: resultExponent))
  }

  private static func durbinMatrix(h: Double, size: Int) -> [Double] {
    var matrix = [Double](repeating: 0, count: size * size)
    var inverseFactorials = [1.0]
    for index in 1...size { inverseFactorials.append(inverseFactorials[index - 1] / Double(index)) }
    for row in 0..<size {
      for column in 0..<size where row - column + 1 >= 0 {
        matrix[row * size + column] = inverseFactorials[row - column + 1]
      }
    }
    var power = 1.0
    for index in 0..<size {
      power *= h
      matrix[index * size] -= power * inverseFactorials[index + 1]
      matrix[(size - 1) * size + size - 1 - index] -= power * inverseFactorials[index + 1]
    }
    if 2 * h > 1 { matrix[(size - 1) * size] += pow(2 * h - 1, Double(size)) * inverseFactorials[size] }
    return matrix
  }

  private static func multiply(_ left: [Double], _ right: [Double], size: Int) -> [Double] {
    var product = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for inner in 0..<size {
        let factor = left[row * size + inner]
        for column in 0..<size { product[row * size + column] += factor * right[inner * size + column] }
      }
    }
    return product
  }

  /// The expansion of Pelz & Good (1976) in powers of n^-½, for many rows.
  private static func pelzGood(_ distance: Double, count n: Double) -> Double {
    let z = n.squareRoot() * distance
    let z2 = z * z
    let z4 = z2 * z2
    let z6 = z4 * z2
    let pi2 = Double.pi * Double.pi
    let root = (Double.pi / 2).squareRoot()
    var k0 = 0.0
    var k1 = 0.0
    var k2 = 0.0
    var k3 = 0.0
    let last = max(1, Int((16 * z / .pi).rounded(.up)))
    for k in 0..<last {
      let m2 = (Double(k) + 0.5) * (Double(k) + 0.5)
      let decay = exp(-m2 * pi2 / (2 * z2))
      let a = pi2 * m2
      k0 += decay
      k1 += (a - z2) * decay
      k2 += (6 * z6 + 2 * z4 + a * (2 * z4 - 5 * z2) + a * a * (1 - 2 * z2)) * decay
      k3 +=
        (-30 * z6 - 90 * z6 * z2 + a * (135 * z4 - 96 * z6) + a * a * (212 * z4 - 60 * z2)
          + a * a * a * (5 - 30 * z2)) * decay
    }
    // Each sum runs over all whole k, and the half-integers of k and -1 - k give the same.
    k0 *= 2 * root / z
    k1 *= 2 * root / (6 * z4)
    k2 *= 2 * root / (72 * z6 * z)
    k3 *= 2 * root / (6_480 * z4 * z6)
    for k in 1...last {
      let a = pi2 * Double(k * k)
      let decay = exp(-a / (2 * z2))
      k2 -= 2 * root * a * decay / (36 * z * z2)
      k3 += 2 * root * (3 * a * z2 - a * a) * decay / (216 * z6)
    }
    return k0 + k1 / n.squareRoot() + k2 / n + k3 / (n * n.squareRoot())
  }
}
