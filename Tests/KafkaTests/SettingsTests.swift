import Kafka
import Records
import Testing

@Suite("Settings")
struct SettingsTests {
  private let names = TopicNames(pipeline: "settings")

  private func refusal(_ properties: [String: String]) -> KafkaError? {
    do throws(KafkaError) {
      _ = try KafkaProducer(KafkaSettings(brokers: "127.0.0.1:1", properties: properties), names: names)
      return nil
    } catch {
      return error
    }
  }

  @Test("an unknown property is refused by name")
  func unknown() throws {
    let error = try #require(refusal(["linger.msec": "5"]))
    #expect(error.kind == .configuration)
    #expect(error.message.contains("knows no property `linger.msec`"))
  }

  @Test("a value that does not fit is refused with the property's name and range")
  func unfit() throws {
    let error = try #require(refusal(["linger.ms": "soon"]))
    #expect(error.kind == .configuration)
    #expect(error.message.contains("`linger.ms` does not fit"))
    #expect(try #require(refusal(["linger.ms": "99999999"])).message.contains("linger.ms"))
  }

  @Test("properties that contradict each other are refused when the client is made")
  func contradiction() throws {
    let error = try #require(refusal(["acks": "0"]))
    #expect(error.kind == .configuration)
    #expect(error.message.contains("acks"))
  }

  @Test("a property that the guarantees rest on is refused, and the message says what sets it")
  func reserved() throws {
    for (name, owner) in KafkaSettings.reserved {
      let error = try #require(refusal([name: "x"]))
      #expect(error.message.contains("`\(name)`"))
      #expect(error.message.contains(owner))
    }
  }

  @Test("no brokers are an error that says what to name")
  func noBrokers() {
    #expect(throws: KafkaError.self) {
      _ = try KafkaConsumer(KafkaSettings(brokers: ""), names: names, group: "group")
    }
  }
}
