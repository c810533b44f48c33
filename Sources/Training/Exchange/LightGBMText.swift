/// The sections of a LightGBM model's text: `key=value` lines of the header, then of each tree.
struct LightGBMText {
  let isModel: Bool
  private(set) var header: [String: String] = [:]
  private(set) var trees: [[String: String]] = []

  init(_ text: String) {
    var lines = text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)[...]
    isModel = lines.first == "tree"
    lines = lines.dropFirst()
    for line in lines {
      if line == "end of trees" { break }
      let pieces = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let (key, value) = (String(pieces[0]), pieces.count > 1 ? String(pieces[1]) : "")
      if key == "Tree" {
        trees.append([:])
      } else if trees.isEmpty {
        header[key] = value
      } else {
        trees[trees.count - 1][key] = value
      }
    }
  }
}
