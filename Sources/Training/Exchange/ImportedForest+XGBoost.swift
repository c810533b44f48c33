import Glibc
import Models
import Records

extension ImportedForest {
  /// A model as XGBoost 1.0 to 3.x saves it: JSON, or UBJSON.
  ///
  /// Known are trees boosted one after another (`gbtree`) with splits on numbers, of the objectives whose outputs our
  /// tasks have.
  init(xgboost bytes: [UInt8]) throws(ImportError) {
    let model = try Self.document(bytes)
    guard case .object = model else { throw .malformed("neither a JSON nor a UBJSON object") }
    let learner = model["learner"]
    let booster = learner["gradient_booster"]
    guard let name = booster["name"].text else { throw .malformed("learner.gradient_booster.name is missing") }
    guard name == "gbtree" else { throw .unsupported("its booster is \(name); only gbtree is") }
    guard let objective = learner["objective"]["name"].text else {
      throw .malformed("learner.objective.name is missing")
    }
    let task = try Self.task(ofXGBoost: objective)
    let parameters = learner["learner_model_param"]
    guard let features = parameters["num_feature"].text.flatMap({ Int($0) }), features >= 0,
      let classes = parameters["num_class"].text.flatMap({ Int($0) }), classes >= 0
    else { throw .malformed("learner.learner_model_param lacks num_feature or num_class") }
    let outputs = task == .multiclass ? classes : 1
    guard outputs >= 1, outputs <= Candidate.maximumClassCount else { throw .unfit("it has \(classes) classes") }
    let content = booster["model"]
    guard let sources = content["trees"].array, let info = content["tree_info"].integers, info.count == sources.count
    else { throw .malformed("learner.gradient_booster.model lacks trees or tree_info") }
    var trees: [DecisionTree] = []
    for (place, source) in sources.enumerated() {
      trees.append(try Self.tree(xgboost: source, place, output: info[place]))
    }
    try self.init(
      task: task, featureNames: (learner["feature_names"].array ?? []).compactMap(\.text), featureCount: features,
      base: try Self.base(parameters["base_score"].text, task: task, outputs: outputs), trees: trees)
  }

  private static func document(_ bytes: [UInt8]) throws(ImportError) -> BinaryJSON {
    let result: Result<BinaryJSON, ImportError> = bytes.withUnsafeBytes { buffer in
      // Both begin with a brace; text goes on with a quote or a blank, UBJSON with a length or a count.
      let isText = buffer.count > 1 && (buffer[1] == UInt8(ascii: "\"") || buffer[1] <= UInt8(ascii: " "))
      do {
        if isText {
          var reader = JSONValueReader(buffer)
          return .success(try reader.readDocument())
        }
        var reader = BinaryJSONReader(buffer)
        return .success(try reader.readValue())
      } catch let error as BinaryJSONReader.Malformed {
        return .failure(.malformed("\(isText ? "JSON" : "UBJSON") breaks off or is wrong at byte \(error.offset)"))
      } catch {
        return .failure(.malformed("\(error)"))
      }
    }
    return try result.get()
  }

  private static func task(ofXGBoost objective: String) throws(ImportError) -> LearningTask {
    switch objective {
    case "binary:logistic": return .binary
    case "multi:softprob", "multi:softmax": return .multiclass
    case "reg:squarederror", "reg:linear", "reg:absoluteerror", "reg:pseudohubererror": return .regression
    default:
      throw .unsupported(
        "its objective is \(objective); known are binary:logistic, multi:softprob, multi:softmax, reg:squarederror, "
          + "reg:absoluteerror and reg:pseudohubererror")
    }
  }

  /// One score for all outputs, or since XGBoost 3.1 one each in brackets; a probability where the objective is logistic.
  private static func base(_ text: String?, task: LearningTask, outputs: Int) throws(ImportError) -> [Float] {
    let numbers = (text ?? "").split { "[], ".contains($0) }.map { Float($0) }
    guard !numbers.isEmpty, !numbers.contains(nil), numbers.count == 1 || numbers.count == outputs else {
      throw .malformed("learner.learner_model_param.base_score is '\(text ?? "")'")
    }
    let scores = numbers.compactMap { $0 }.map { task == .binary ? -logf(1 / $0 - 1) : $0 }
    return scores.count == outputs ? scores : Array(repeating: scores[0], count: outputs)
  }

  private static func tree(
    xgboost tree: BinaryJSON, _ place: Int, output: Int
  ) throws(ImportError) -> DecisionTree {
    guard let lefts = tree["left_children"].integers, let rights = tree["right_children"].integers,
      let features = tree["split_indices"].integers, let thresholds = tree["split_conditions"].floats,
      let defaults = tree["default_left"].integers,
      Set([lefts.count, rights.count, features.count, thresholds.count, defaults.count]).count == 1, !lefts.isEmpty
    else { throw .malformed("tree \(place) lacks its arrays, or they differ in length") }
    if let types = tree["split_type"].integers, types.contains(1) {
      throw .unsupported("tree \(place) splits on categories")
    }
    if let width = tree["tree_param"]["size_leaf_vector"].text.flatMap({ Int($0) }), width > 1 {
      throw .unsupported("tree \(place) has vectors in its leaves")
    }
    let nodes = lefts.indices.map { node -> DecisionTree.Node in
      lefts[node] < 0
        ? .leaf(thresholds[node])
        : .split(
          features[node], below: thresholds[node], left: lefts[node], right: rights[node],
          missingGoesLeft: defaults[node] != 0)
    }
    return DecisionTree(nodes: nodes, output: output)
  }
}
