import Models
import Records
import Statistics
import Testing

@Suite("The packed forest")
struct ForestTests {
  private func layout(_ width: Int) -> FeatureLayout {
    FeatureLayout(features: (0..<width).map { .init(name: "x\($0)", kind: .numeric, expression: "x\($0)") })
  }

  private func matrix(_ rows: [[Float]], width: Int) -> FeatureMatrix {
    var matrix = FeatureMatrix(layout: layout(width))
    matrix.appendRows(rows.count)
    for (row, values) in rows.enumerated() {
      for (feature, value) in values.enumerated() { matrix[row, feature] = value }
    }
    return matrix
  }

  @Test("a row's margins are the base plus the plain walks' leaves, in the order of the trees")
  func agreesWithThePlainWalk() {
    for seed in UInt64(1)...40 {
      var generator = SeededGenerator(seed: seed)
      let width = 1 + Int(generator.next() % 40)
      let outputs = 1 + Int(generator.next() % 3)
      let depth = Int(generator.next() % 9)
      let trees = RandomForest.trees(
        outputs * 7, depth: depth, width: width, outputs: outputs, &generator)
      let base = (0..<outputs).map { Float($0) * 0.25 - 0.1 }
      let model = Model(
        version: ModelVersion(1), task: outputs == 1 ? .regression : .multiclass, layout: layout(width),
        classes: outputs == 1 ? [] : (0..<outputs).map { "c\($0)" }, encoders: [],
        predictor: .forest(Forest(width: width, base: base, trees: trees)), reference: ReferenceProfile())
      let rows = (0..<Int(generator.next() % 300)).map { _ in RandomForest.row(width, &generator) }
      var margins: [Float] = []
      model.margins(matrix(rows, width: width), into: &margins)
      var expected: [Float] = []
      for row in rows {
        var sums = base
        for tree in trees { sums[tree.output] += tree.value(row) }
        expected += sums
      }
      #expect(margins == expected, "seed \(seed)")
    }
  }

  @Test("a batch of any size, and any stretch of it, gives each row the same margin")
  func batchSizeChangesNothing() {
    var generator = SeededGenerator(seed: 5)
    let width = 9
    let forest = Forest(width: width, base: [0], trees: RandomForest.trees(20, depth: 6, width: width, &generator))
    let model = Model(
      version: ModelVersion(1), task: .binary, layout: layout(width), classes: ["0", "1"], encoders: [],
      predictor: .forest(forest), reference: ReferenceProfile())
    let rows = (0..<300).map { _ in RandomForest.row(width, &generator) }
    let whole = matrix(rows, width: width)
    var all: [Float] = []
    model.score(whole, into: &all)
    var scores: [Float] = []
    for count in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 127, 128, 129] {
      for start in [0, 1, 100, 171] {
        model.score(whole, rows: start..<start + count, into: &scores)
        #expect(scores == Array(all[start..<start + count]), "\(count) rows from \(start)")
      }
    }
    model.score(whole, rows: 10..<10, into: &scores)
    #expect(scores.isEmpty)
  }

  @Test("a packed form that breaks a rule of the walk is refused")
  func refusesBrokenNodes() {
    var generator = SeededGenerator(seed: 9)
    let forest = Forest(width: 4, base: [0], trees: RandomForest.trees(3, depth: 4, width: 4, &generator))
    func rebuilt(_ nodes: [Forest.Node], _ trees: [Forest.Tree]? = nil, width: Int = 4) -> Forest? {
      Forest(width: width, base: [0], nodes: nodes, trees: trees ?? forest.trees)
    }
    #expect(rebuilt(forest.nodes) == forest)
    #expect(rebuilt(forest.nodes.dropLast()) == nil)
    #expect(rebuilt(forest.nodes + forest.nodes.suffix(1)) == nil)
    #expect(rebuilt(forest.nodes, width: 3) == nil)
    var cyclic = forest.nodes
    cyclic[0].left = 0
    #expect(rebuilt(cyclic) == nil, "a root that is its own child")
    var trees = forest.trees
    trees[0].depth += 1
    #expect(rebuilt(forest.nodes, trees) == nil, "a depth that is not the tree's")
    trees = forest.trees
    trees[1].output = 1
    #expect(rebuilt(forest.nodes, trees) == nil, "an output that is not there")
  }
}
