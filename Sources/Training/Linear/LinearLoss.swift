import COpenBLAS
import Glibc
import Records

/// The mean loss of a linear model over a training set and its slope, for the optimiser.
///
///     (Σ rows' losses + l2/2 · Σ weights²) / rows
///
/// The losses are the logistic, the softmax cross-entropy and half of the squared error. Intercepts bear no penalty.
/// Parameters: the weights, `output * inputCount + input`, then the intercepts.
struct LinearLoss {
  let task: LearningTask
  /// Row-major.
  let inputs: [Double]
  let inputCount: Int
  let labels: [Double]
  let outputCount: Int
  let l2: Double
  /// A row's margins, then its residuals; kept between evaluations.
  private var margins: [Double]

  init(task: LearningTask, inputs: [Double], inputCount: Int, labels: [Double], outputCount: Int, l2: Double) {
    precondition(inputs.count == labels.count * inputCount, "a row of inputs a label")
    self.task = task
    self.inputs = inputs
    self.inputCount = inputCount
    self.labels = labels
    self.outputCount = outputCount
    self.l2 = l2
    margins = Array(repeating: 0, count: labels.count * outputCount)
    // Sums must come out alike on every machine, whatever its number of cores.
    openblas_set_num_threads(1)
  }

  var parameterCount: Int { (inputCount + 1) * outputCount }

  /// The loss at the parameters; its slope goes to `gradient`.
  mutating func evaluate(_ parameters: [Double], gradient: inout [Double]) -> Double {
    computeMargins(parameters)
    var loss = 0.0
    for row in labels.indices { loss += takeResiduals(row) }
    let weightCount = inputCount * outputCount
    let scale = 1 / Double(labels.count)
    for place in 0..<weightCount {
      loss += 0.5 * l2 * parameters[place] * parameters[place]
      gradient[place] = l2 * parameters[place]
    }
    addSlopes(&gradient)
    for place in gradient.indices { gradient[place] *= scale }
    return loss * scale
  }

  private mutating func computeMargins(_ parameters: [Double]) {
    let (rows, outputs, width) = (Int32(labels.count), Int32(outputCount), Int32(inputCount))
    for place in margins.indices { margins[place] = parameters[inputCount * outputCount + place % outputCount] }
    guard inputCount > 0 else { return }
    if outputCount == 1 {
      cblas_dgemv(CblasRowMajor, CblasNoTrans, rows, width, 1, inputs, width, parameters, 1, 1, &margins, 1)
    } else {
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, rows, outputs, width, 1, inputs, width, parameters, width, 1, &margins,
        outputs)
    }
  }

  /// Turns a row's margins into the slopes of its loss, and gives the loss.
  private mutating func takeResiduals(_ row: Int) -> Double {
    let label = labels[row]
    switch task {
    case .regression:
      margins[row] -= label
      return 0.5 * margins[row] * margins[row]
    case .binary:
      let margin = margins[row]
      let small = exp(-abs(margin))
      let probability = margin >= 0 ? 1 / (1 + small) : small / (1 + small)
      margins[row] = probability - label
      return log1p(small) + max(margin, 0) - label * margin
    case .multiclass:
      return takeSoftmaxResiduals(row * outputCount, class: Int(label))
    }
  }

  private mutating func takeSoftmaxResiduals(_ start: Int, class label: Int) -> Double {
    var largest = -Double.infinity
    for output in 0..<outputCount { largest = max(largest, margins[start + output]) }
    let labelled = margins[start + label] - largest
    var sum = 0.0
    for output in 0..<outputCount {
      margins[start + output] = exp(margins[start + output] - largest)
      sum += margins[start + output]
    }
    for output in 0..<outputCount { margins[start + output] /= sum }
    margins[start + label] -= 1
    return log(sum) - labelled
  }

  private func addSlopes(_ gradient: inout [Double]) {
    let (rows, outputs, width) = (Int32(labels.count), Int32(outputCount), Int32(inputCount))
    for output in 0..<outputCount {
      var sum = 0.0
      for row in labels.indices { sum += margins[row * outputCount + output] }
      gradient[inputCount * outputCount + output] = sum
    }
    guard inputCount > 0 else { return }
    if outputCount == 1 {
      cblas_dgemv(CblasRowMajor, CblasTrans, rows, width, 1, inputs, width, margins, 1, 1, &gradient, 1)
    } else {
      cblas_dgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, outputs, width, rows, 1, margins, outputs, inputs, width, 1, &gradient,
        width)
    }
  }
}
