import ArgumentParser

/// The command line: each subcommand is a file of its own.
@main
struct Freshet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "freshet",
    abstract: "Keeps models fresh from Kafka: events in, predictions out, drift seen, retrained, swapped.",
    discussion: """
      A pipeline is one YAML file. `freshet demo` shows the whole loop on an in-memory broker; `freshet run` is the \
      service. Results go to standard output, logs and progress to standard error.

      Exit status: 0 success; 1 the work failed or a check did not hold; 64 wrong usage; 78 bad configuration.
      """,
    version: "0.1.0",
    subcommands: [
      DemoCommand.self, RunCommand.self, BrokerCommand.self, ValidateCommand.self, ApplyCommand.self,
      TopicsCommand.self, ProduceCommand.self, StatusCommand.self, ModelsCommand.self, AlertsCommand.self,
      RetrainCommand.self, DetectCommand.self, BenchCommand.self, BacktestCommand.self, SimulateCommand.self,
      ScoreCommand.self, ReproduceCommand.self,
    ])
}
