import Kafka
import Pipeline
import Records
import Registry
import Service
import Simulation
import Testing

extension ServiceSuite {
  @Suite("The whole loop")
  struct LoopTests {
    @Test(
      "events in, predictions out, drift seen, retrained by a trigger, swapped, and all of it in the registry",
      arguments: TestBed.available)
    func loop(_ cluster: TestBed.Cluster) async throws {
      let bed = try TestBed(cluster)
      let text = try bed.text(of: "demo.yaml", replacing: Payments.changes)
      let definition = try bed.definition(text)
      try await bed.apply(text)
      let journal = Journal(settings: bed.settings, names: definition.topics)
      let driftIndex = 5_000
      var payments = Payments(bed, names: definition.topics, driftIndex: driftIndex)

      try await bed.running { service in
        try await payments.send(1_500)
        try await journal.wait(for: "the first model is live") { $0.live == ModelVersion(1) }
        while payments.sent < driftIndex {
          try await payments.send(500)
          let sent = payments.sent
          try await journal.wait(for: "every payment has its example") { $0.examples.count == sent }
        }
        let before = journal.now
        #expect(before.alerts.filter { $0.kind == .drift && $0.detector == "error-rise" } == [])
        let liveBefore = before.live

        while payments.sent < 3 * driftIndex, journal.now.live <= liveBefore {
          try await payments.send(500)
          let sent = payments.sent
          try await journal.wait(for: "every payment has its example") { $0.examples.count == sent }
        }
        try await journal.wait(for: "a model of the new concept is live") { $0.live > liveBefore }
        let swapped = payments.sent
        let live = journal.now.live
        try await eventually("the service serves it") {
          service.board[bed.pipeline]?.serving.current.model.version ?? .prior >= live
        }
        try await payments.send(1_000)
        let sent = payments.sent
        let after = try await journal.wait(for: "every payment has its example") { $0.examples.count == sent }
        #expect(after.predictions.count == sent)
        #expect(after.isEachAnsweredOnce)
        #expect(Set(after.predictions.suffix(100).map(\.model)).allSatisfy { $0 >= live.number })
        #expect(after.accuracy(from: swapped) > after.accuracy(from: driftIndex, to: swapped))

        let card = try #require(after.cards.first { $0.version == live })
        #expect(card.lineage.trigger == "concept-drift")
        let alert = try #require(after.alerts.first { $0.alertID == card.lineage.alertID })
        #expect(alert.kind == .drift && alert.state == .firing && alert.triggers.contains(card.lineage.trigger))
        #expect(after.commands.contains { $0.commandID == card.lineage.commandID && $0.command == .retrain })
        let place = (alert.time - PaymentStream.start) / PaymentStream.interval
        #expect(place >= Double(driftIndex))
        try await expectLineage(of: card, alert: alert, bed: bed, definition: definition)
      }
      await journal.close()
      #expect(bed.log.lines.filter { $0.level >= .error }.isEmpty, "\(bed.log.lines)")
    }

    /// The registry tells the same story as the topics.
    private func expectLineage(
      of card: ModelCard, alert: Alert, bed: TestBed, definition: PipelineDefinition
    ) async throws {
      let path = bed.settings.dataFolder + "/" + Registry.fileName
      try await eventually("the registry knows the version") {
        try RegistryReader(path: path).version(card.version, of: definition.name)?.state != .candidate
      }
      let reader = try RegistryReader(path: path)
      let details = try #require(try reader.version(card.version, of: definition.name))
      #expect(details.card == card)
      #expect(details.command?.examples == card.lineage.examples)
      #expect(details.alert?.alertID == alert.alertID)
      #expect(details.configuration?.digest == definition.configurationDigest)
      #expect(details.deployments.first?.commandID == card.lineage.commandID)
      #expect(card.lineage.examples.ranges.allSatisfy { $0.count > 0 })
      #expect(try reader.retrainCount(of: definition.name) >= 1)
    }
  }
}
