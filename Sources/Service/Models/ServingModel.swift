import Models
import Pipeline
import Records

/// What the models topic asks a pipeline's stages to serve now.
package struct ServingModel: Sendable {
  /// The model that answers; the prior until there is another.
  package var model: Model
  package var deployment: Deployment?
  package var catalog = ModelCatalog()

  package init(model: Model) { self.model = model }
}
