/// A stage that a process may run.
package enum StageRole: String, CaseIterable, Hashable, Sendable { case scorer, monitor, trainer }
