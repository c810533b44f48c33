import ArgumentParser
import Foundation
import Kafka

struct BrokerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "broker",
    abstract: "Runs the in-memory broker alone, for other processes and clients; prints its address.",
    discussion: """
      For trying things out: it keeps about 5 MB a partition in memory and drops the oldest beyond that, forgets all \
      at exit, makes topics on first use (4 partitions), and does not isolate transactions.
      """)

  func run() async throws {
    let broker: EmbeddedBroker
    do {
      broker = try EmbeddedBroker()
    } catch {
      throw Failure.work("the broker does not start: \(error)")
    }
    defer { broker.stop() }
    Console.note("broker: \(broker.address)")
    Console.print(broker.address)
    await Signals.firstToStop()
  }
}
