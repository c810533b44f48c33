import Models
import Records

/// What the models topic asks a pipeline's stages to serve now.
package struct ServingModel: Sendable {
  /// The model that answers; the prior until there is another.
  package var model: Model
  package var deployment: Deployment?
  package var catalog = ModelCatalog()
  /// Whether the models topic has been read to the end that it had at the start: before that nobody knows what is live.
  package var isCaughtUp = false
  /// The pointer that asked for a version that cannot be served; it is not tried again.
  private var refused: Deployment?

  package init(model: Model) { self.model = model }

  /// A pointer that is not followed, and why.
  package struct Refusal: Error {
    package var deployment: Deployment
    package var reason: any Error
  }

  /// Takes up what the models topic says by now, read to its end.
  ///
  /// - Parameter load: makes a version ready, the prior included, or throws the reason why it cannot be served.
  /// - Returns: whether another pointer is followed now.
  /// - Throws: the pointer that cannot be followed; what was served before goes on.
  package mutating func follow(
    _ catalog: ModelCatalog, load: (ModelVersion) throws -> Model
  ) throws(Refusal) -> Bool {
    self.catalog = catalog
    isCaughtUp = true
    guard let wanted = catalog.deployment, wanted != deployment, wanted != refused else { return false }
    do {
      if wanted.live != model.version { model = try load(wanted.live) }
    } catch {
      refused = wanted
      throw Refusal(deployment: wanted, reason: error)
    }
    deployment = wanted
    return true
  }
}
