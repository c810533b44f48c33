import ArgumentParser

struct ModelsPinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "Keeps the live version, or a named one, whatever is trained.")

  @OptionGroup var request: ModelsRequest
  @Argument(help: "The version; the live one by default.") var version: Int?

  func run() throws { try request.send(.pin, version: version) }
}
