import FoundationEssentials
import Records

/// What scikit-learn gives: `Golden/golden.json`, made by `Golden/make_golden.py`.
struct Golden: Decodable {
  struct Scored: Decodable {
    var scores: [Float]
    var labels: [Double]
    var classCount: Int?
    var expected: [String: Double]

    enum CodingKeys: String, CodingKey {
      case scores, labels
      case classCount = "class_count"
      case expected
    }
  }

  struct Linear: Decodable {
    var task: LearningTask
    var l2: Double
    /// null for missing.
    var rows: [[Float?]]
    var labels: [Double]
    var scores: [Double]
  }

  var binary: [Scored]
  var multiclass: [Scored]
  var regression: [Scored]
  var linear: [Linear]

  static func load() throws -> Golden {
    let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))
    return try JSONCoding.decode(
      Golden.self, from: Data(contentsOf: URL(filePath: folder + "/Golden/golden.json")))
  }
}
