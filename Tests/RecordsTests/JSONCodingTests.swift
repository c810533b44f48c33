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

  @Test("An alert names its slice, what moved, how it was and is distributed, and whether a training may mend it")
  func alert() throws {
    var alert = Alert(
      alertID: "a1", pipeline: "fraud", kind: .drift, severity: .critical, state: .firing, message: "m",
      time: Timestamp(milliseconds: 9))
    alert.on = "amount"
    alert.slice = ["country": "CH"]
    alert.firstWindow = .init(from: Timestamp(milliseconds: 1), to: Timestamp(milliseconds: 2), count: 3)
    alert.movedCount = 30
    alert.features = [.init(feature: "amount", statistic: 0.5, threshold: 0.25, pValue: nil)]
    var bin = Alert.Bin(reference: 0.5, current: 0.75)
    (bin.above, bin.through) = (1, 2)
    alert.bins = [bin, Alert.Bin(value: "(missing)", reference: 0.5, current: 0.25)]
    alert.isMendable = false
    alert.reference = Alert.Reference(model: nil, first: "first 100")
    let text = String(decoding: try JSONCoding.encode(alert), as: UTF8.self)
    #expect(
      text == """
        {"alert_id":"a1","bins":[{"above":1,"current":0.75,"reference":0.5,"through":2},{"current":0.25,"reference":0.5,\
        "value":"(missing)"}],"evidence":{},"features":[{"feature":"amount","statistic":0.5,"threshold":0.25}],\
        "first_window":{"count":3,"from":1,"to":2},"kind":"drift","mendable":false,"message":"m","moved":30,"on":"amount",\
        "pipeline":"fraud","reference":{"first":"first 100"},"severity":"critical","slice":{"country":"CH"},\
        "state":"firing","time":9,"triggers":[]}
        """)
    #expect(try JSONCoding.decode(Alert.self, from: text.utf8) == alert)
    var batch = RecordBatch()
    alert.detector = "error-rise"
    try batch.append(alert)
    #expect(batch.keyString(0) == "error-rise/amount/country=CH")
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
