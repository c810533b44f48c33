import Models
import Records
import Statistics
import Testing

@Suite("A model")
struct ModelTests {
  @Test("without training answers one half, each class alike, or 0")
  func prior() {
    let matrix = ExampleArtifact.matrix(3, seed: 1)
    var scores: [Float] = [9]
    let binary = Model.prior(task: .binary, layout: ExampleArtifact.layout, classes: [])
    binary.score(matrix, into: &scores)
    #expect(scores == [0.5, 0.5, 0.5] && binary.classes == ["0", "1"] && binary.version == .prior)
    #expect(binary.predictedClass(scores, row: 0) == 0)
    let multiclass = Model.prior(task: .multiclass, layout: ExampleArtifact.layout, classes: ["a", "b"])
    multiclass.score(matrix, into: &scores)
    #expect(scores == Array(repeating: 0.5, count: 6))
    let unknown = Model.prior(task: .multiclass, layout: ExampleArtifact.layout, classes: [])
    unknown.score(matrix, into: &scores)
    #expect(scores.isEmpty)
    Model.prior(task: .regression, layout: ExampleArtifact.layout, classes: []).score(matrix, into: &scores)
    #expect(scores == [0, 0, 0])
  }

  @Test("encodes categories into a copy: the vector keeps NaN, and unseen counts as missing")
  func categories() {
    let artifact = ExampleArtifact.linear(.regression)
    var matrix = FeatureMatrix(layout: ExampleArtifact.layout)
    matrix.appendRows(5)
    for value in ["AT", "", "zürich \"1\"", "unseen"] { matrix.categories[0].append(value) }
    matrix.categories[0].appendMissing()
    var scores: [Float] = []
    Model(artifact).score(matrix, into: &scores)
    // Both numbers are missing: the intercept -0.7, the indicator's weight -0.7, and the category's.
    let expected: [Float] = [-1.4 - 0.4, -1.4 - 0.1, -1.4 + 0.2, -1.4, -1.4]
    #expect(zip(scores, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(scores)")
    #expect(matrix.values.allSatisfy { $0.isNaN })
  }

  @Test("gives probabilities that sum to one, and names the likeliest class")
  func probabilities() {
    for artifact in [ExampleArtifact.forest(.multiclass), ExampleArtifact.linear(.multiclass)] {
      let model = Model(artifact)
      let matrix = ExampleArtifact.matrix(200, seed: 2)
      var scores: [Float] = []
      model.score(matrix, into: &scores)
      for row in 0..<200 {
        let probabilities = Array(scores[row * 3..<row * 3 + 3])
        #expect(abs(probabilities.reduce(0, +) - 1) < 1e-6)
        #expect(probabilities[model.predictedClass(scores, row: row)!] == probabilities.max())
      }
    }
  }

  @Test("an encoder finds each of its values and no other")
  func encoder() {
    for count in [0, 1, 2, 3, 100, 4_096] {
      let values = (0..<count).map { "value-\($0)" }
      let encoder = CategoryEncoder(values: values, codes: values.indices.map { Float($0) })
      #expect(values.indices.allSatisfy { encoder.code(of: values[$0]) == Float($0) })
      for unseen in ["", "value-", "value-00", "value-\(count)", "x"] { #expect(encoder.code(of: unseen).isNaN) }
    }
  }

  @Test("says how another layout differs")
  func layoutDifference() {
    let layout = ExampleArtifact.layout
    #expect(layout.difference(from: layout) == nil)
    func changed(_ change: (inout [FeatureLayout.Feature]) -> Void) -> String? {
      var features = layout.features
      change(&features)
      return layout.difference(from: FeatureLayout(features: features))
    }
    #expect(changed { $0[2].name = "years" } == "feature 3 is 'age' here and 'years' there")
    #expect(changed { $0[1].kind = .numeric } == "'country' is category here and numeric there")
    #expect(changed { $0[0].expression = "log1p(amount)" }?.contains("as 'log1p(amount)' there") == true)
    #expect(changed { $0.removeLast() } == "there are 3 features here and 2 there")
    #expect(layout.hashText.count == 16 && UInt64(layout.hashText, radix: 16) == layout.hash)
  }
}
