import Foundation
import Models
import Records
import Testing

@testable import Training

/// Against models and outputs of XGBoost 3.2.0 and LightGBM 4.6.0: `Golden/Imports/make.py`.
@Suite("Models that were trained elsewhere")
struct ImportTests {
  static let files = ["binary", "multiclass", "regression"].flatMap { task in
    [("xgboost_\(task)", "json"), ("xgboost_\(task)", "ubj"), ("lightgbm_\(task)", "txt")]
  }

  private static func url(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden/Imports/\(name)")
  }

  private static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url(name))) }

  private static func imported(_ name: String, _ ending: String) throws -> ImportedForest {
    try ImportedForest(bytes("\(name).\(ending)"), format: name.hasPrefix("xgboost") ? .xgboost : .lightgbm)
  }

  static func layout(_ names: [String]) -> FeatureLayout {
    FeatureLayout(features: names.map { .init(name: $0, kind: .numeric, expression: $0) })
  }

  /// The rows and outputs of a table beside a model.
  private static func samples(_ name: String, order: [Int] = [0, 1, 2, 3]) throws -> SampleRows {
    let lines = try String(decoding: bytes("\(name).csv"), as: UTF8.self).split(separator: "\n").dropFirst()
    var features = FeatureMatrix(width: 4, categoryCount: 0)
    var outputs: [Float] = []
    var width = 0
    for line in lines {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
      features.appendRows(1)
      for (place, column) in order.enumerated() { features[features.count - 1, place] = cells[column] ?? .nan }
      outputs += try cells[4...].map { try #require($0) }
      width = cells.count - 4
    }
    return SampleRows(features: features, outputs: outputs, outputCount: width)
  }

  static func artifact(_ forest: Forest, _ task: LearningTask, _ layout: FeatureLayout) -> Artifact {
    Artifact(
      version: ModelVersion(1), task: task, classes: task == .multiclass ? ["0", "1", "2"] : [], parameters: [:],
      definitions: [], schema: EventSchema(fields: []), layout: layout, metrics: [:], lineage: .example, encoders: [],
      predictor: .forest(forest), reference: ReferenceProfile())
  }

  @Test("answer as their own library does, missing values included", arguments: files)
  func answers(name: String, ending: String) throws {
    let imported = try Self.imported(name, ending)
    #expect(imported.featureNames == ["x0", "x1", "x2", "x3"] && imported.featureCount == 4)
    let layout = Self.layout(["x0", "x1", "x2", "x3"])
    let model = Model(Self.artifact(try imported.forest(for: layout), imported.task, layout))
    let (largest, first) = try Self.samples(name).compare(model, tolerance: 1e-6)
    #expect(first == nil, "largest \(largest)")
  }

  @Test("features are found by name, whatever their order in the pipeline")
  func featureNames() throws {
    let imported = try Self.imported("xgboost_binary", "json")
    let layout = Self.layout(["x2", "x3", "x0", "x1"])
    let model = Model(Self.artifact(try imported.forest(for: layout), .binary, layout))
    #expect(try Self.samples("xgboost_binary", order: [2, 3, 0, 1]).compare(model, tolerance: 1e-6).first == nil)
    #expect(throws: ImportError.self) { try imported.forest(for: Self.layout(["x0", "x1", "x2"])) }
    #expect(throws: ImportError.self) { try imported.forest(for: Self.layout(["a", "b", "c"])) }
    #expect(try imported.forest(for: Self.layout(["a", "b", "c", "d"])).width == 4, "by order where no name is known")
  }

  @Test("a model that answers otherwise is told by its first row")
  func difference() throws {
    let imported = try Self.imported("xgboost_regression", "json")
    let layout = Self.layout(["x0", "x1", "x2", "x3"])
    let model = Model(Self.artifact(try imported.forest(for: layout), .regression, layout))
    let samples = try Self.samples("xgboost_regression")
    var outputs = samples.outputs
    outputs[7] += 0.01
    outputs[9] += 0.01
    let (largest, first) = SampleRows(features: samples.features, outputs: outputs, outputCount: 1)
      .compare(model, tolerance: 1e-6)
    #expect(first?.row == 7 && first?.expected == outputs[7] && largest > 1e-5)
  }

  @Test("what cannot be served is refused with the reason")
  func refusals() throws {
    let text = String(decoding: try Self.bytes("xgboost_binary.json"), as: UTF8.self)
    func refusal(_ old: String, _ new: String) -> String {
      let changed = text.replacing(old, with: new, maxReplacements: 1)
      do {
        _ = try ImportedForest(Array(changed.utf8), format: .xgboost)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(refusal("\"gbtree\"", "\"dart\"").contains("its booster is dart"))
    #expect(refusal("binary:logistic", "count:poisson").contains("its objective is count:poisson"))
    #expect(refusal("\"split_type\":[0", "\"split_type\":[1").contains("splits on categories"))
    #expect(refusal("\"base_score\":\"[", "\"base_score\":\"[x").contains("base_score"))
    #expect(refusal("\"left_children\":[1", "\"left_children\":[0").contains("is no tree"))
    #expect(refusal("\"split_indices\":[", "\"split_indices\":[9").contains("of 4"))
    let lines = String(decoding: try Self.bytes("lightgbm_binary.txt"), as: UTF8.self)
    for (old, new, reason) in [
      ("num_cat=0", "num_cat=1", "splits on categories"), ("is_linear=0", "is_linear=1", "linear models"),
      ("objective=binary", "objective=poisson", "its objective is poisson"), ("tree\n", "forest\n", "begins with"),
      ("left_child=", "left_child=1 ", "differ in length"),
    ] {
      let changed = lines.replacing(old, with: new, maxReplacements: 1)
      let error = #expect(throws: ImportError.self, "\(reason)") {
        _ = try ImportedForest(Array(changed.utf8), format: .lightgbm)
      }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
  }

  @Test("files that break off anywhere, or have a byte changed, are refused or read, and never crash", arguments: files)
  func damage(name: String, ending: String) throws {
    let bytes = try Self.bytes("\(name).\(ending)")
    let format: ImportedForest.Format = name.hasPrefix("xgboost") ? .xgboost : .lightgbm
    for length in stride(from: 0, to: bytes.count, by: 97) {
      _ = try? ImportedForest(Array(bytes[..<length]), format: format)
      var changed = bytes
      changed[length] ^= 0x11
      if let imported = try? ImportedForest(changed, format: format) {
        _ = try? imported.forest(for: Self.layout(["x0", "x1", "x2", "x3"]))
      }
    }
  }

  @Test("a threshold in 64 bits sends every 32-bit number the same way")
  func thresholds() {
    for threshold in [0.1, -0.1, 0.5, 1e-35, 0, -0.0, 1e300, -1e300, 16_777_217] {
      let below = LightGBMTree.threshold(atMost: threshold)
      let near = Float(threshold)
      for value in [near.nextDown.nextDown, near.nextDown, near, near.nextUp, near.nextUp.nextUp, 0]
      // But for the largest of all, behind which there is no number.
      where abs(value) < .greatestFiniteMagnitude {
        #expect((Double(value) <= threshold) == (value < below), "\(value) at \(threshold)")
      }
    }
  }

  // MARK: Export

  @Test(
    "an exported model is read back as the same forest", arguments: [LearningTask.binary, .multiclass, .regression])
  func export(task: LearningTask) throws {
    let set = SyntheticExamples(task: task, width: 5).set(1_000, seed: 40)
    let candidate = try Candidate.example(set, ModelSettings(algorithm: .gbdt, parameters: ["trees": 10]))
    let json = try XGBoostExport(candidate.artifact).json
    // XGBoost refuses whole numbers where it wants floats.
    for name in ["base_weights", "loss_changes", "sum_hessian", "split_conditions"] {
      for list in json.components(separatedBy: "\"\(name)\":[").dropFirst() {
        let numbers = list.prefix { $0 != "]" }.split(separator: ",")
        #expect(numbers.allSatisfy { $0.contains(".") || $0.contains("e") }, "\(name)")
      }
    }
    let again = try ImportedForest(Array(json.utf8), format: .xgboost).forest(for: set.layout)
    guard case .forest(let forest) = candidate.artifact.predictor else { return }
    #expect(again.nodes == forest.nodes && again.trees == forest.trees)
    for (one, other) in zip(again.base, forest.base) { #expect(abs(one - other) < 1e-6) }
  }

  @Test("scores of the classes' own become a leaf each, and what XGBoost's format cannot say is refused")
  func exportBounds() throws {
    let layout = Self.layout(["x0", "x1", "x2", "x3"])
    let forest = try Self.imported("xgboost_multiclass", "json").forest(for: layout)
    #expect(Set(forest.base).count == 3)
    let json = try XGBoostExport(Self.artifact(forest, .multiclass, layout)).json
    let again = try ImportedForest(Array(json.utf8), format: .xgboost).forest(for: layout)
    let model = Model(Self.artifact(again, .multiclass, layout))
    #expect(try Self.samples("xgboost_multiclass").compare(model, tolerance: 1e-6).first == nil)
    let linear = try Candidate.example(
      SyntheticExamples(task: .binary).set(500, seed: 1), ModelSettings(algorithm: .linear))
    #expect(throws: ImportError.self) { try XGBoostExport(linear.artifact) }
    let categories = try Candidate.example(
      SyntheticExamples(task: .binary, hasCategory: true).set(1_000, seed: 1), ModelSettings(algorithm: .gbdt))
    #expect(throws: ImportError.self) { try XGBoostExport(categories.artifact) }
  }
}
