import Glibc
import Records

/// What needs no model: a backtest is worth something only where it beats both.
///
/// `commonest` answers with the class that has been the commonest among the labels known so far (the mean, of a
/// regression), `no-change` with the newest label known. Both know a label from so many rows after its own on.
package struct Baselines: Sendable {
  /// One baseline's figures.
  package struct Figures: Hashable, Sendable {
    package var name: String
    package var metrics: [String: Double]
  }

  package let task: LearningTask
  /// A row's label is known when the row so many later is answered; at least 1.
  package let delay: Int
  /// Labels that are not known yet, oldest first, with their rows.
  private var waiting: [(row: Int, label: String)] = []
  private var firstWaiting = 0

  private var newest: String?
  private var counts: [String: Int] = [:]
  private var commonest: String?
  private var sum = 0.0
  private var knownCount = 0

  private var judgedCount = 0
  private var commonestErrors = Errors()
  private var newestErrors = Errors()
  private var spread = Spread()

  private struct Errors {
    var correctCount = 0
    var absolute = 0.0
    var squares = 0.0
  }

  private struct Spread {
    var mean = 0.0
    var squares = 0.0
  }

  /// - Parameter delay: as the backtest's; 0 is as 1: a row is answered before its own label comes.
  package init(task: LearningTask, delay: Int) {
    self.task = task
    self.delay = max(1, delay)
  }

  /// Answers a row, and learns its label when the time has come.
  ///
  /// - Parameter label: a class's name, or a number; nil where it is missing.
  package mutating func note(row: Int, label: String?) {
    while firstWaiting < waiting.count, waiting[firstWaiting].row + delay <= row {
      learn(waiting[firstWaiting].label)
      firstWaiting += 1
    }
    if firstWaiting > 1_024, firstWaiting * 2 > waiting.count {
      waiting.removeFirst(firstWaiting)
      firstWaiting = 0
    }
    guard let label else { return }
    judge(label)
    waiting.append((row, label))
  }

  private mutating func learn(_ label: String) {
    newest = label
    knownCount += 1
    if task == .regression {
      sum += Double(label) ?? 0
    } else {
      counts[label, default: 0] += 1
      if commonest == nil || counts[label]! > counts[commonest!]! { commonest = label }
    }
  }

  private mutating func judge(_ label: String) {
    judgedCount += 1
    guard task == .regression else {
      if commonest == label { commonestErrors.correctCount += 1 }
      if newest == label { newestErrors.correctCount += 1 }
      return
    }
    guard let value = Double(label) else { return }
    note(knownCount > 0 ? sum / Double(knownCount) : 0, value, in: &commonestErrors)
    note(newest.flatMap(Double.init) ?? 0, value, in: &newestErrors)
    // Welford, 1962.
    let difference = value - spread.mean
    spread.mean += difference / Double(judgedCount)
    spread.squares += difference * (value - spread.mean)
  }

  private func note(_ answer: Double, _ value: Double, in errors: inout Errors) {
    errors.absolute += abs(answer - value)
    errors.squares += (answer - value) * (answer - value)
  }

  /// Both, in the order `commonest`, `no-change`.
  package var figures: [Figures] {
    [
      Figures(name: "commonest", metrics: metrics(commonestErrors)),
      Figures(name: "no-change", metrics: metrics(newestErrors)),
    ]
  }

  private func metrics(_ errors: Errors) -> [String: Double] {
    guard judgedCount > 0 else { return [:] }
    let count = Double(judgedCount)
    guard task == .regression else { return ["accuracy": Double(errors.correctCount) / count] }
    var metrics = ["mae": errors.absolute / count, "rmse": (errors.squares / count).squareRoot()]
    if spread.squares > 0 { metrics["r2"] = 1 - errors.squares / spread.squares }
    return metrics
  }
}
