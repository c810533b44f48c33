import ArgumentParser
import Foundation

/// How a command ends when it does not succeed.
enum Failure {
  /// The exit status of bad configuration (sysexits' EX_CONFIG).
  static let configurationStatus: Int32 = 78

  /// Says what is wrong and gives the exit status of bad configuration.
  static func configuration(_ message: String) -> ExitCode {
    Console.error(message)
    return ExitCode(configurationStatus)
  }

  /// Says what went wrong and gives the exit status of failed work.
  static func work(_ message: String) -> ExitCode {
    Console.error(message)
    return ExitCode(1)
  }
}
