/// Lines over rows of a stream, as inline SVG.
struct LineChart {
  private static let (width, height) = (960.0, 300.0)
  private static let (left, right, bottom) = (44.0, 12.0, 24.0)
  /// About what a letter of a legend takes.
  private static let letterWidth = 6.6
  private static let laneHeight = 14.0

  private let rows: Int
  private let top: Double
  private var lines: [(points: [(row: Int, value: Double)], color: String, name: String)] = []
  private var marks: [(glyph: String, row: Int, lane: Int, color: String, title: String)] = []
  private var threshold: (value: Double, name: String)?

  /// - Parameter top: the value at the upper edge; the lower one is 0.
  init(rows: Int, top: Double) {
    self.rows = max(1, rows)
    self.top = top
  }

  mutating func addLine(_ points: [(row: Int, value: Double)], color: String, name: String) {
    lines.append((points, color, name))
  }

  /// A glyph above the lines; marks of one lane stand on one height.
  mutating func addMark(_ glyph: String, at row: Int, lane: Int, color: String, title: String) {
    marks.append((glyph, row, lane, color, title))
  }

  mutating func addThreshold(_ value: Double, name: String) { threshold = (value, name) }

  var svg: String {
    let lanes = Double((marks.map(\.lane).max() ?? -1) + 1)
    let ceiling = lanes * Self.laneHeight + 22
    let floor = ceiling + Self.height
    var parts = [
      #"<svg viewBox="0 0 \#(Markup.number(Self.width)) \#(Markup.number(floor + Self.bottom))" role="img">"#
    ]
    for step in 0...4 {
      let value = top * Double(step) / 4
      let y = floor - Self.height * Double(step) / 4
      parts.append(line(Self.left, y, Self.width - Self.right, y, color: "#e3e8ec"))
      parts.append(text(Self.left - 6, y + 4, Markup.number(value), anchor: "end"))
      let row = rows * step / 4
      parts.append(text(x(row), floor + 16, "\(row)", anchor: step == 4 ? "end" : "middle"))
    }
    if let threshold {
      let y = floor - Self.height * min(1, threshold.value / top)
      parts.append(line(Self.left, y, Self.width - Self.right, y, color: "#99a4ae"))
      parts.append(text(Self.left + 4, y - 4, threshold.name))
    }
    var legend = Self.left
    for line in lines {
      let points = line.points
        .map { Markup.number(x($0.row)) + "," + Markup.number(floor - Self.height * $0.value / top) }
        .joined(separator: " ")
      parts.append(
        #"<polyline fill="none" stroke="\#(line.color)" stroke-width="1.6" stroke-opacity="0.8" points="\#(points)"/>"#)
      parts.append(text(legend, 12, "— " + line.name, color: line.color))
      legend += Double(line.name.count + 5) * Self.letterWidth
    }
    for mark in marks {
      let y = 32 + Double(mark.lane) * Self.laneHeight
      parts.append(
        #"<text x="\#(Markup.number(x(mark.row)))" y="\#(Markup.number(y))" fill="\#(mark.color)" text-anchor="middle">"#
          + "\(mark.glyph)<title>row \(mark.row): \(Markup.escaped(mark.title))</title></text>")
    }
    return parts.joined(separator: "\n") + "</svg>"
  }

  private func x(_ row: Int) -> Double {
    Self.left + (Self.width - Self.left - Self.right) * Double(row) / Double(rows)
  }

  private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String) -> String {
    let ends = [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)].map { "\($0)=\"\(Markup.number($1))\"" }
    return "<line \(ends.joined(separator: " ")) stroke=\"\(color)\"/>"
  }

  private func text(
    _ x: Double, _ y: Double, _ content: String, anchor: String = "start", color: String = "#4a5a68"
  ) -> String {
    #"<text x="\#(Markup.number(x))" y="\#(Markup.number(y))" text-anchor="\#(anchor)" fill="\#(color)">"#
      + Markup.escaped(content) + "</text>"
  }
}
