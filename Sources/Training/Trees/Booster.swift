import CXGBoost

/// XGBoost's C library, as far as training needs it: the only place that knows its handles.
///
/// Used from one thread at a time.
final class Booster {
  private var matrix: DMatrixHandle?
  private var booster: BoosterHandle?
  private var rounds: Int32 = 0

  /// - Parameters:
  ///   - features: copied into XGBoost's own form.
  ///   - labels: one a row.
  ///   - threadCount: threads of both loading and training.
  init(_ features: EncodedFeatures, labels: [Float], threadCount: Int) throws(TrainingError) {
    precondition(labels.count == features.count, "a label a row")
    try Self.check(
      XGDMatrixCreateFromMat_omp(
        features.values, UInt64(features.count), UInt64(features.width), .nan, &matrix, Int32(threadCount)))
    try Self.check(XGDMatrixSetFloatInfo(matrix, "label", labels, UInt64(labels.count)))
    try Self.check(XGBoosterCreate(&matrix, 1, &booster))
    try set("nthread", "\(threadCount)")
    try set("verbosity", "0")
  }

  deinit {
    XGBoosterFree(booster)
    XGDMatrixFree(matrix)
  }

  func set(_ name: String, _ value: String) throws(TrainingError) {
    try Self.check(XGBoosterSetParam(booster, name, value))
  }

  /// Boosts another round: a tree, or a tree a class.
  func update() throws(TrainingError) {
    try Self.check(XGBoosterUpdateOneIter(booster, rounds, matrix))
    rounds += 1
  }

  /// The margins of its own rows by XGBoost's predictor: what a converted forest is held against.
  func margins() throws(TrainingError) -> [Float] {
    var count: bst_ulong = 0
    var result: UnsafePointer<Float>?
    let outputMargin: Int32 = 1
    try Self.check(XGBoosterPredict(booster, matrix, outputMargin, 0, 0, &count, &result))
    return Array(UnsafeBufferPointer(start: result, count: Int(count)))
  }

  /// The model in XGBoost's own JSON schema, written as Universal Binary JSON.
  func saved() throws(TrainingError) -> BinaryJSON {
    var count: bst_ulong = 0
    var start: UnsafePointer<CChar>?
    try Self.check(XGBoosterSaveModelToBuffer(booster, #"{"format": "ubj"}"#, &count, &start))
    var reader = BinaryJSONReader(UnsafeRawBufferPointer(start: start, count: Int(count)))
    do {
      return try reader.readValue()
    } catch {
      throw .library("a model whose binary JSON breaks off or is malformed at byte \(error.offset)")
    }
  }

  private static func check(_ status: Int32) throws(TrainingError) {
    guard status != 0 else { return }
    // The first line; a stack trace follows it.
    let message = XGBGetLastError().map { String(cString: $0) } ?? "unknown error"
    throw .library(message.split(separator: "\n").first.map(String.init) ?? message)
  }
}
