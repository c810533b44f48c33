import Records

/// Decides when a training is asked for: at most one at a time, spaced by the cool-down, within the budget.
///
/// A drift whose beginning is known (ADWIN's cut) waits for examples of the new concept, because a candidate trained on
/// a handful of them would only lose to the live model. They are counted from the alert on: the first cut often lies
/// before the change, and moves towards it while the request waits (`refine`). A candidate that is rejected after a
/// drift is tried again when there are twice as many, `maximumAttempts` times in all. So is a training that failed, each
/// time after twice as long. A new live model ends what was asked for against the old one.
///
/// A pure value: the time comes in, decisions come out.
package struct TriggerEngine: Sendable {
  /// A training that is due.
  package struct Request: Hashable, Sendable {
    package var trigger: String
    package var alertID: String?
    /// Train on examples since then only: where the present concept began.
    package var since: Timestamp?
    package var reason: String
    package var occasion: Occasion
    /// Grows when the same occasion asks again.
    package fileprivate(set) var attempt = 1
  }

  /// What a request is about. With the trigger, the live model and the attempt it names the request, so that after a
  /// crash the same occasion asks for the same thing.
  package enum Occasion: Hashable, Sendable {
    case firstModel
    case episode(alertID: String)
    case period(Duration)
    case examples(Int)
  }

  /// How often one episode may ask for a candidate that the gate then rejects.
  package static let maximumAttempts = 5
  /// The trigger that every pipeline has: the first model, once there are enough examples.
  package static let firstModelTrigger = "first-model"
  /// An answer that has not come after this long is no longer waited for.
  package static let answerTimeout = Duration.seconds(900)
  /// How long after a training has failed it is tried again, the first time.
  package static let firstBackoff = Duration.seconds(10)

  /// A condition that held, waiting for examples, the cool-down or the budget.
  private struct Pending: Sendable {
    var request: Request
    /// Due when the count of examples reaches this.
    var dueAtExamples: Int
    /// The examples of the present concept when it was asked for, for the next attempt's doubling.
    var conceptExamples: Int
    /// Not due before; nil for at once.
    var notBefore: Timestamp?
  }

  private var triggers: [TriggerSettings]
  private var retraining: RetrainingSettings
  private let firstModelAfter: Int
  private let examplesAfterDrift: Int

  private var liveModel = ModelVersion.prior
  private var exampleCount = 0
  private var examplesAtLastRequest = 0
  private var firstModelDueAt: Int
  private var firstModelAttempt = 1
  private var firstModelNotBefore: Timestamp?
  private var lastRequestTime: Timestamp?
  private var started: Timestamp?
  private var requestTimes: [Timestamp] = []
  private var pending: [Pending] = []
  private var outstanding: Pending?
  private var outstandingCommandID: String?
  /// By detector, the newest firing against the live model: what combinations are made of.
  private var newestFirings: [String: DetectorFiring] = [:]
  /// By trigger, the window through which its combination has held so far.
  private var heldThrough: [String: Int] = [:]

  /// - Parameters:
  ///   - firstModelAfter: examples before the first training.
  ///   - examplesAfterDrift: examples of the new concept before a training that a drift set off.
  package init(
    triggers: [TriggerSettings], retraining: RetrainingSettings, firstModelAfter: Int, examplesAfterDrift: Int
  ) {
    self.triggers = triggers
    self.retraining = retraining
    self.firstModelAfter = firstModelAfter
    self.examplesAfterDrift = examplesAfterDrift
    firstModelDueAt = firstModelAfter
  }

  /// Takes other triggers while running; what is pending under a trigger that is gone is dropped.
  package mutating func reconfigure(triggers: [TriggerSettings], retraining: RetrainingSettings) {
    for trigger in self.triggers where !triggers.contains(trigger) { heldThrough[trigger.name] = nil }
    self.triggers = triggers
    self.retraining = retraining
    let names = Set(triggers.map(\.name))
    pending.removeAll { !names.contains($0.request.trigger) }
  }

  /// Whether a training was asked for and its verdict is still to come.
  package var isWaitingForVerdict: Bool { outstanding != nil }

  /// Notes examples that were joined.
  package mutating func noteExamples(_ count: Int) { exampleCount += count }

  /// Notes what came before this engine was made.
  ///
  /// - Parameters:
  ///   - examples: how many there are from before; they count towards the first model.
  ///   - untrained: how many of them have come since the last training.
  ///   - lastTraining: when that was; nil for never.
  package mutating func noteHistory(examples: Int, untrained: Int, lastTraining: Timestamp?) {
    exampleCount += examples
    examplesAtLastRequest += examples - untrained
    if lastRequestTime == nil { lastRequestTime = lastTraining }
  }

  /// Notes that a detector began to fire, or went on for another window, and returns the names of the triggers it set off.
  package mutating func noteFiring(_ firing: DetectorFiring) -> [String] {
    newestFirings[firing.detector] = firing
    var names: [String] = []
    for trigger in triggers {
      guard let request = request(of: trigger, after: firing) else { continue }
      names.append(trigger.name)
      guard trigger.action == .retrain, liveModel != .prior else { continue }
      let wanted = request.since == nil ? 0 : examplesAfterDrift
      enqueue(
        Pending(request: request, dueAtExamples: exampleCount + wanted, conceptExamples: wanted))
    }
    return names
  }

  /// What a trigger asks for because of a firing; nil where the firing does not set it off.
  private mutating func request(of trigger: TriggerSettings, after firing: DetectorFiring) -> Request? {
    switch trigger.condition {
    case .every, .after: return nil
    case .detector(let name, let times):
      guard name == firing.detector, times == firing.windows else { return nil }
      return Request(
        trigger: trigger.name, alertID: firing.alert.alertID, since: firing.alert.since,
        reason: firing.alert.message, occasion: .episode(alertID: firing.alert.alertID))
    case .combination(let combination):
      guard combination.detectors.contains(firing.detector),
        let end = combination.holdsThrough(newestFirings.mapValues(\.window)), end >= firing.window
      else { return nil }
      defer { heldThrough[trigger.name] = end }
      // Set off once, until it has ceased to hold.
      if let held = heldThrough[trigger.name], held >= firing.window { return nil }
      return request(of: trigger.name, combination, completedBy: firing)
    }
  }

  /// The newest concept that one of the detectors knows the beginning of is what a candidate has to learn.
  private func request(
    of trigger: String, _ combination: DetectorCombination, completedBy firing: DetectorFiring
  ) -> Request {
    let members = combination.detectors.compactMap { newestFirings[$0] }.filter {
      $0.window + combination.windows > firing.window
    }
    let newest = members.filter { $0.alert.since != nil }.max { $0.alert.since! < $1.alert.since! } ?? firing
    return Request(
      trigger: trigger, alertID: newest.alert.alertID, since: newest.alert.since,
      reason: "\(combination.text): " + members.map(\.alert.message).joined(separator: "; "),
      occasion: .episode(alertID: newest.alert.alertID))
  }

  /// The episodes whose requests wait: the caller refines them with what their detectors know by now.
  package var waitingAlertIDs: [String] { pending.compactMap(\.request.alertID) }

  /// Notes a later estimate of where an episode's concept began.
  package mutating func refine(alertID: String, since: Timestamp) {
    for index in pending.indices where pending[index].request.alertID == alertID {
      guard let known = pending[index].request.since else { continue }
      pending[index].request.since = max(known, since)
    }
  }

  /// Notes that the episode is over without a new model: what it asked for and has not been sent is dropped.
  package mutating func noteResolved(alertID: String) {
    pending.removeAll { $0.request.alertID == alertID && $0.request.since == nil }
  }

  /// Notes which command the request taken last became.
  package mutating func noteRequested(commandID: String) { outstandingCommandID = commandID }

  /// Notes the gate's verdict on what a command trained; other commands' verdicts change nothing.
  ///
  /// - Returns: the episode whose candidate was rejected, if one was.
  @discardableResult
  package mutating func noteVerdict(commandID: String, isAccepted: Bool) -> String? {
    guard let answered = outstanding, commandID == outstandingCommandID else { return nil }
    outstanding = nil
    if isAccepted { return nil }
    if answered.request.trigger == Self.firstModelTrigger {
      awaitMoreForFirstModel()
    } else if answered.request.since != nil, answered.request.attempt < Self.maximumAttempts {
      var again = answered
      again.request.attempt += 1
      again.conceptExamples *= 2
      again.dueAtExamples = max(exampleCount, answered.dueAtExamples + answered.conceptExamples)
      pending.append(again)
    }
    return answered.request.alertID
  }

  /// Notes that what a command asked for came to no version at all; it is tried again a bounded number of times, each
  /// time after twice as long. Other commands' failures change nothing.
  package mutating func noteFailure(commandID: String, now: Timestamp) {
    guard let answered = outstanding, commandID == outstandingCommandID else { return }
    outstanding = nil
    let isLast = answered.request.attempt % Self.maximumAttempts == 0
    let turn = (answered.request.attempt - 1) % Self.maximumAttempts
    let next = now + Self.firstBackoff * (1 << turn)
    if answered.request.trigger == Self.firstModelTrigger {
      if isLast { return awaitMoreForFirstModel() }
      firstModelAttempt += 1
      firstModelNotBefore = next
    } else if !isLast {
      var again = answered
      again.request.attempt += 1
      again.notBefore = next
      pending.append(again)
    }
  }

  /// A pipeline cannot do without a first model: it is asked for again when there are twice as many examples.
  private mutating func awaitMoreForFirstModel() {
    firstModelAttempt += 1
    firstModelNotBefore = nil
    firstModelDueAt = max(firstModelAfter, exampleCount) * 2
  }

  /// Notes that another model answers now.
  package mutating func noteLive(_ version: ModelVersion) {
    guard version != liveModel else { return }
    liveModel = version
    newestFirings.removeAll()
    heldThrough.removeAll()
    pending.removeAll()
    outstanding = nil
    examplesAtLastRequest = exampleCount
  }

  /// The training that is due now, if any; calling it counts as asking.
  package mutating func takeRequest(now: Timestamp) -> Request? {
    if started == nil { started = now }
    if let asked = lastRequestTime, outstanding != nil, now - asked > Self.answerTimeout { outstanding = nil }
    guard outstanding == nil else { return nil }
    notePeriodic(now: now)
    guard mayAsk(now: now), let index = pending.firstIndex(where: { isDue($0, now: now) }) else {
      return nil
    }
    let chosen = pending.remove(at: index)
    outstanding = chosen
    lastRequestTime = now
    examplesAtLastRequest = exampleCount
    requestTimes.append(now)
    return chosen.request
  }

  private func isDue(_ pending: Pending, now: Timestamp) -> Bool {
    pending.dueAtExamples <= exampleCount && pending.notBefore ?? now <= now
  }

  // MARK: Conditions

  private mutating func notePeriodic(now: Timestamp) {
    if liveModel == .prior {
      if exampleCount >= firstModelDueAt, firstModelNotBefore ?? now <= now {
        var request = Request(
          trigger: Self.firstModelTrigger, reason: "\(exampleCount) examples have come", occasion: .firstModel)
        request.attempt = firstModelAttempt
        enqueue(Pending(request: request, dueAtExamples: 0, conceptExamples: 0))
      }
      return
    }
    for trigger in triggers where trigger.action == .retrain {
      let (reason, occasion): (String, Occasion)
      switch trigger.condition {
      case .detector, .combination: continue
      case .every(let period):
        guard now - (lastRequestTime ?? started ?? now) >= period else { continue }
        (reason, occasion) = ("the period has passed since the last training", .period(period))
      case .after(let examples):
        let count = exampleCount - examplesAtLastRequest
        guard count >= examples else { continue }
        (reason, occasion) = ("\(count) examples have come since the last training", .examples(examples))
      }
      enqueue(
        Pending(
          request: Request(trigger: trigger.name, reason: reason, occasion: occasion), dueAtExamples: 0,
          conceptExamples: 0))
    }
  }

  /// One pending request a trigger: the newest evidence replaces the older.
  private mutating func enqueue(_ new: Pending) {
    pending.removeAll { $0.request.trigger == new.request.trigger }
    pending.append(new)
  }

  private mutating func mayAsk(now: Timestamp) -> Bool {
    if let last = lastRequestTime, liveModel != .prior, now - last < retraining.cooldown { return false }
    guard let budget = retraining.budget else {
      requestTimes.removeAll(keepingCapacity: true)
      return true
    }
    requestTimes.removeAll { now - $0 >= retraining.budgetPeriod }
    return requestTimes.count < budget
  }
}
