import ArgumentParser

struct ModelsApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Approves a candidate of a pipeline whose deployment is manual: it answers from now on.")

  @OptionGroup var request: ModelsRequest
  @Argument(help: "The version.") var version: Int

  func run() throws { try request.send(.approve, version: version) }
}
