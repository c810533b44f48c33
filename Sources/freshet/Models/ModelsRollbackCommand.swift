import ArgumentParser

struct ModelsRollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Asks for the version before the live one, or for a named one, to answer again.")

  @OptionGroup var request: ModelsRequest
  @Argument(help: "The version; the one before the live one by default.") var version: Int?

  func run() throws { try request.send(.rollback, version: version) }
}
