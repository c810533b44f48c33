import Records
import Testing

@testable import Registry

@Suite("A version's state")
struct VersionStateTests {
  @Test(
    "follows from the newest pointer, the pointers before it, the verdict and a person's refusal",
    arguments: [
      (1, true, VersionState.retired), (2, true, .retired), (3, false, .rejected), (4, true, .previous),
      (5, true, .live), (6, true, .canary), (7, true, .shadow), (8, true, .candidate), (9, true, .rejected),
      (10, false, .rejected), (11, false, .retired),
    ])
  func states(number: Int, accepted: Bool, expected: VersionState) {
    var deployment = Samples.deployment(live: 5, previous: 4)
    deployment.canary = ModelVersion(6)
    deployment.shadow = ModelVersion(7)
    // 2 was overtaken before it was deployed; 11 was refused by the gate, then promoted, then rolled back twice.
    let facts = VersionState.Facts(
      deployment: deployment, onceLive: Set([1, 4, 5, 11].map(ModelVersion.init)), refused: [ModelVersion(9)])
    #expect(VersionState(of: ModelVersion(number), accepted: accepted, facts) == expected)
  }

  @Test("before the first deployment an accepted version is a candidate")
  func firstVersion() {
    #expect(VersionState(of: ModelVersion(1), accepted: true, VersionState.Facts()) == .candidate)
  }
}
