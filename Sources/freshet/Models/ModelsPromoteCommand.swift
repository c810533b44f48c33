import ArgumentParser

struct ModelsPromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote", abstract: "Asks for a version to answer.")

  @OptionGroup var request: ModelsRequest
  @Argument(help: "The version.") var version: Int

  func run() throws { try request.send(.promote, version: version) }
}
