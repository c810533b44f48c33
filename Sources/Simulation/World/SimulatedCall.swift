/// What a process asks of the log in memory: wherever one of these is made, something may go wrong.
enum SimulatedCall: String, CaseIterable {
  case join, poll, committed, held, times, commitOffsets
  case initTransactions, begin, send, flush, sendOffsets, commit, abort
  case readModels, readExamples
}
