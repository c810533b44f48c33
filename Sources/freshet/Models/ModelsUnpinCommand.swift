import ArgumentParser

struct ModelsUnpinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpin", abstract: "Lets accepted candidates go live again.")

  @OptionGroup var request: ModelsRequest

  func run() throws { try request.send(.unpin) }
}
