import Models
import Records

/// Whether an artifact can serve at all, whatever its figures: read by the code that serves it, of the pipeline's own
/// features, with finite answers, the trainer's own, in time.
struct MechanicalGate {
  let candidate: Candidate
  let artifact: [UInt8]
  /// The features that the pipeline computes.
  let layout: FeatureLayout
  /// What answering one event took; nil where nobody measured it.
  let latency: Duration?
  let latencyBudget: Duration

  var checks: [ModelCard.Verdict.Check] {
    let model: Model
    do {
      model = Model(try Artifact(decoding: artifact))
    } catch {
      return [.init("artifact", passed: false, finding: "the serving code cannot read the artifact: \(error)")]
    }
    let loaded = ModelCard.Verdict.Check(
      "artifact", passed: true, finding: "the serving code has read the artifact's \(artifact.count) bytes")
    let layout = layoutCheck(model)
    guard layout.passed else { return [loaded, layout] }
    return [loaded, layout, finiteCheck(model), agreementCheck(model)] + latencyCheck
  }

  private func layoutCheck(_ model: Model) -> ModelCard.Verdict.Check {
    guard model.layout.hash != layout.hash else {
      return .init("layout", passed: true, finding: "its \(layout.count) features are the pipeline's")
    }
    return .init(
      "layout", passed: false,
      finding: "it was made for other features than the pipeline computes: \(layout.difference(from: model.layout))")
  }

  private func finiteCheck(_ model: Model) -> ModelCard.Verdict.Check {
    var (answers, rows, wrong) = ([Float](), 0, 0)
    for matrix in [candidate.rehearsal.features, candidate.holdout.features] {
      model.score(matrix, into: &answers)
      rows += matrix.count
      wrong += answers.count { !$0.isFinite }
    }
    return .init(
      "finite", passed: wrong == 0, figure: Double(wrong), threshold: 0,
      finding: wrong == 0
        ? "all answers to \(rows) rows are finite" : "\(wrong) answers to \(rows) rows are not finite")
  }

  private func agreementCheck(_ model: Model) -> ModelCard.Verdict.Check {
    let distance = candidate.rehearsal.disagreement(with: model)
    let isNear = distance <= Rehearsal.tolerance
    return .init(
      "agreement", passed: isNear, figure: distance, threshold: Rehearsal.tolerance,
      finding: isNear
        ? "served margins are the trainer's, within \(Rehearsal.tolerance)"
        : "served margins differ from the trainer's own by up to \(distance), where \(Rehearsal.tolerance) is allowed")
  }

  private var latencyCheck: [ModelCard.Verdict.Check] {
    guard let latency else { return [] }
    let (found, allowed) = (latency / .milliseconds(1), latencyBudget / .milliseconds(1))
    return [
      .init(
        "latency", passed: latency <= latencyBudget, figure: found, threshold: allowed,
        finding: latency <= latencyBudget
          ? "it answers an event in \(Gate.text(found)) ms"
          : "it takes \(Gate.text(found)) ms to answer an event, and \(Gate.text(allowed)) ms are allowed")
    ]
  }
}
