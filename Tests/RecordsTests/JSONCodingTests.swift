import Testing

@testable import Records

@Suite("Cold records as JSON")
struct JSONCodingTests {
  private func command() -> Command {
    var command = Command(
      commandID: "c-1", pipeline: "fraud", command: .retrain, time: Timestamp(milliseconds: 1_732_345_678_901))
    command.examples = .init(ranges: [OffsetRange(partition: 2, from: 10, to: 20)], newest: 5)
    command.reason = "a/b \"quoted\""
    return command
  }

  @Test("Keys are sorted, slashes stay, versions and times are bare numbers")
  func bytes() throws {
    let text = String(decoding: try JSONCoding.encode(command()), as: UTF8.self)
    #expect(
      text == """
        {"command":"retrain","command_id":"c-1","examples":{"newest":5,"ranges":[{"from":10,"partition":2,"to":20}]},\
        "pipeline":"fraud","reason":"a/b \\"quoted\\"","time":1732345678901}
        """)
  }

  @Test("What is written is read back")
  func roundTrip() throws {
    #expect(try JSONCoding.decode(Command.self, from: JSONCoding.encode(command())) == command())
    let bytes = try JSONCoding.encode(command())
    let slice = try JSONCoding.decode(Command.self, from: ([0] + bytes).dropFirst())
    #expect(slice == command())
  }

  @Test(
    "A misfit names the type, the key path and what is needed",
    arguments: [
      (#"{"command_id":"c","pipeline":"p","command":"retrain"}"#, "time", "missing"),
      (#"{"command_id":1,"pipeline":"p","command":"retrain","time":1}"#, "command_id", "text"),
      (
        #"{"command_id":"c","pipeline":"p","command":"retrain","time":1,"examples":{"ranges":[{"partition":"x"}]}}"#,
        "examples.ranges[0].partition", "whole number"
      ),
      (#"{"command_id":"c","pipeline":"p","command":"fly","time":1}"#, "command", "fly"),
      (#"{"command_id":"#, "", ""),
    ])
  func misfits(json: String, path: String, hint: String) throws {
    let error = try #require(throws: JSONCodingError.self) { try JSONCoding.decode(Command.self, from: json.utf8) }
    #expect(error.path == path)
    #expect(error.description.contains("Command"))
    #expect(hint.isEmpty || error.message.contains(hint), "\(error.message)")
  }

  @Test("A NaN has no JSON form")
  func notANumber() throws {
    let error = try #require(throws: JSONCodingError.self) { try JSONCoding.encode(["threshold": Double.nan]) }
    #expect(error.path == "threshold")
  }
}
