import Models
import Pipeline
import Records

/// What the models topic asks a pipeline's stages to serve now.
package struct ServingModel: Sendable {
  /// The model that answers; the prior until there is another.
  package var model: Model
  package var deployment: Deployment?
  package var catalog = ModelCatalog()
  /// Whether the models topic has been read to the end that it had at the start: before that nobody knows what is live.
  package var isCaughtUp = false

  package init(model: Model) { self.model = model }
}
