import Records
import Testing

@testable import Simulation

@Suite("Backtests")
struct BacktestTests {
  @Test("policies are read as they are written", arguments: ["never", "every:250", "triggers"])
  func policyText(_ text: String) {
    #expect(BacktestPolicy(text)?.description == text)
  }

  @Test("what is no policy is refused", arguments: ["", "every", "every:", "every:0", "every:-5", "every:x", "Never"])
  func refusedPolicy(_ text: String) {
    #expect(BacktestPolicy(text) == nil)
  }

  @Test("each row is judged once, also those whose labels come after the last event")
  func judgesEachRow() throws {
    let backtest = try SwitchingStream.backtest(.never, rows: 1_000, change: 1_000, delay: 300)
    #expect(backtest.eventCount == 1_000)
    #expect(backtest.scores.count == 1_000)
    #expect(backtest.trainings.map(\.trigger) == ["first-model"])
    #expect(backtest.trainings[0].row == 500)
  }

  @Test("an event is answered before its label is known: what no model can know is guessed")
  func testsBeforeTraining() throws {
    // The stream's opposite from row 600 on, with labels 300 late: no row before 900 can be answered with that known.
    let backtest = try SwitchingStream.backtest(.triggers, rows: 900, change: 600, delay: 300)
    let wrong = (600..<900).count { backtest.scores.mark($0) == 0 }
    #expect(wrong > 250, "of 300 rows \(wrong) were wrong")
  }

  @Test("the file's triggers train on the new concept alone, and beat never and as many trainings by the count")
  func triggersWin() throws {
    let triggers = try SwitchingStream.backtest(.triggers, rows: 6_000, change: 3_000, delay: 100)
    let never = try SwitchingStream.backtest(.never, rows: 6_000, change: 3_000, delay: 100)
    let every = try SwitchingStream.backtest(
      .every(examples: 6_000 / triggers.trainings.count), rows: 6_000, change: 3_000, delay: 100)
    let (best, worst, middle) = (accuracy(triggers), accuracy(never), accuracy(every))
    #expect(best > worst + 0.2 && best > middle, "\(best), never \(worst), every \(middle)")
    #expect(triggers.alerts.count == 1)
    #expect(try #require(triggers.alerts.first).row >= 3_100)
  }

  @Test("the same records give the same predictions, trainings and alerts")
  func repeats() throws {
    let first = try SwitchingStream.backtest(.triggers, rows: 4_000, change: 2_000, delay: 50)
    let second = try SwitchingStream.backtest(.triggers, rows: 4_000, change: 2_000, delay: 50)
    #expect(first.scores.metrics == second.scores.metrics)
    #expect(first.trainings == second.trainings)
    #expect(first.alerts.map(\.alert) == second.alerts.map(\.alert))
  }

  @Test("every:N trains after each N examples")
  func everyCounts() throws {
    let backtest = try SwitchingStream.backtest(.every(examples: 500), rows: 2_500, change: 2_500, delay: 25)
    #expect(backtest.trainings.map(\.row) == [225, 725, 1_225, 1_725, 2_225])
  }

  private func accuracy(_ backtest: Backtest) -> Double { backtest.scores.metrics["accuracy"] ?? .nan }
}
