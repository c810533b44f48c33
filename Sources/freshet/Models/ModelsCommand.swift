import ArgumentParser

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "The registry: versions, where they come from, and which one answers.",
    subcommands: [
      ModelsListCommand.self, ModelsShowCommand.self, ModelsExportCommand.self, ModelsImportCommand.self,
      ModelsRollbackCommand.self, ModelsPromoteCommand.self, ModelsApproveCommand.self, ModelsPinCommand.self,
      ModelsUnpinCommand.self,
    ])
}
