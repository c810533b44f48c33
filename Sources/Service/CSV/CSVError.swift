/// Why a table of comma-separated values cannot be read: what is wrong, where, and what would be right.
package struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as the user named it.
  package let file: String
  /// The line in the file, from 1; nil where the file as a whole is at fault.
  package let line: Int?
  package let problem: String

  package var description: String { line.map { "\(file):\($0): \(problem)" } ?? "\(file): \(problem)" }
}
