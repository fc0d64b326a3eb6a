/// Laws of several quantities, two at a time: scatter below the diagonal, histograms on it, for angles on Tⁿ or for
/// real quantities, with each law in its colour.
public struct PairGrid: Figure {
  /// One quantity.
  public enum Variable: Sendable {
    /// An angle in radians, of any turn.
    case angle(AngleAxis)
    /// A real quantity; its scale is linear.
    case real(Axis)

    var label: String {
      switch self {
      case .angle(let axis): axis.label
      case .real(let axis): axis.label
      }
    }
  }

  public var title: String
  public var variables: [Variable]
  /// Each point has one value a variable; values that are missing or not finite are left out.
  public var sets: [PointSet<[Double]>]

  public init(title: String, variables: [Variable], sets: [PointSet<[Double]>]) {
    self.title = title
    self.variables = variables
    self.sets = sets
  }

  /// At most how many dots all panels hold together, so that a page stays light.
  private static let dotLimit = 36_000

  public func svg() -> String {
    let width = 640.0
    let count = variables.count
    let legend = Legend(
      entries: sets.enumerated().map {
        Legend.Entry(name: $0.element.name, mark: .dot, paint: Palette.lawPaint($0.offset))
      })
    let top = legend.height(within: width - 8) + 8
    let left = 40.0
    let gap = 8.0
    let pitch = (width - left - 4) / Double(max(1, count))
    var drawing = Drawing(width: width, height: top + pitch * Double(count) + 26)
    legend.draw(in: &drawing, left: 4, top: 0, width: width - 8)
    let panels = max(1, count * (count - 1) / 2 * sets.count)
    let dots = max(50, Self.dotLimit / panels)
    let ranges = variables.indices.map(range)
    for row in 0..<count {
      for column in 0...row {
        let frame = Frame(
          left: left + Double(column) * pitch, top: top + Double(row) * pitch,
          right: left + Double(column + 1) * pitch - gap, bottom: top + Double(row + 1) * pitch - gap)
        if row == column {
          drawHistograms(row, range: ranges[row], frame: frame, in: &drawing)
        } else {
          drawScatter(row, column, ranges: ranges, frame: frame, dots: dots, in: &drawing)
        }
        if column == 0 {
          drawing.text(
            variables[row].label, at: SIMD2(left - 10, frame.middle.y), anchor: .middle, style: "name", turned: true)
        }
        if row == count - 1 {
          drawing.text(
            variables[column].label, at: SIMD2(frame.middle.x, frame.bottom + 22), anchor: .middle, style: "name")
        }
      }
    }
    return drawing.svg(
      title: title,
      description: "Pairs of " + variables.map(\.label).joined(separator: ", ") + ". "
        + sets.map(\.summary).joined(separator: "; ") + ".")
  }

  /// The value of a variable in a point, on the variable's own circle where it has one.
  private func value(_ point: [Double], _ index: Int) -> Double? {
    guard index < point.count, point[index].isFinite else { return nil }
    switch variables[index] {
    case .angle(let axis): return axis.wrap(point[index])
    case .real: return point[index]
    }
  }

  private func range(_ index: Int) -> ClosedRange<Double> {
    switch variables[index] {
    case .angle(let axis): return axis.range
    case .real(let axis):
      let data = sets.lazy.flatMap(\.points).compactMap { value($0, index) }
      return AxisScaling(Axis("", range: axis.range), data: data, from: 0, to: 1).range
    }
  }

  private func drawHistograms(_ index: Int, range: ClosedRange<Double>, frame: Frame, in drawing: inout Drawing) {
    let tallies = sets.map { set in Tally(set.points.compactMap { value($0, index) }, over: range, bins: 36) }
    let highest = tallies.flatMap(\.densities).max() ?? 1
    let across = AxisScaling(Axis("", range: range), data: [], from: frame.left, to: frame.right)
    let up = AxisScaling(
      Axis("", range: 0...(highest > 0 ? highest * 1.08 : 1)), data: [], from: frame.bottom, to: frame.top)
    for (number, tally) in tallies.enumerated() where tally.densities.contains(where: { $0 > 0 }) {
      var outline = [SIMD2(tally.edge(0), 0)]
      for (bin, density) in tally.densities.enumerated() {
        outline += [SIMD2(tally.edge(bin), density), SIMD2(tally.edge(bin + 1), density)]
      }
      outline.append(SIMD2(tally.edge(tally.densities.count), 0))
      let places = outline.compactMap { point -> SIMD2<Double>? in
        guard let x = across.position(point.x), let y = up.position(point.y) else { return nil }
        return SIMD2(x, y)
      }
      drawing.append(
        "<path fill=\"\(Palette.lawPaint(number))\" fill-opacity=\".18\" stroke=\"\(Palette.lawPaint(number))\" "
          + "stroke-width=\"1\" d=\"\(Path.polyline(places))\"/>")
    }
    drawing.line(from: SIMD2(frame.left, frame.bottom), to: SIMD2(frame.right, frame.bottom), style: "axis")
  }

  private func drawScatter(
    _ row: Int, _ column: Int, ranges: [ClosedRange<Double>], frame: Frame, dots: Int, in drawing: inout Drawing
  ) {
    drawing.append("<path class=\"rule\" d=\"\(frame.outline)\"/>")
    let across = AxisScaling(Axis("", range: ranges[column]), data: [], from: frame.left, to: frame.right)
    let up = AxisScaling(Axis("", range: ranges[row]), data: [], from: frame.bottom, to: frame.top)
    let marks = sets.enumerated().map { number, set in
      let places = set.drawn.spread(dots).compactMap { point -> SIMD2<Double>? in
        guard let first = value(point, column), let second = value(point, row), ranges[column].contains(first),
          ranges[row].contains(second), let x = across.position(first), let y = up.position(second)
        else { return nil }
        return SIMD2(x, y)
      }
      return Drawing.Dots(
        positions: places, radius: variables.count > 4 ? 0.75 : 1, paint: Palette.lawPaint(number))
    }
    drawing.dots(marks, opacity: 0.55, halo: false)
  }
}
