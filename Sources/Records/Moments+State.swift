import Statistics

extension Moments {
  package mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    var (count, mean, squaredDeviations) = (count, mean, squaredDeviations)
    try coder.code(&count)
    try coder.code(&mean)
    try coder.code(&squaredDeviations)
    self = Moments(count: count, mean: mean, squaredDeviations: squaredDeviations)
  }
}
