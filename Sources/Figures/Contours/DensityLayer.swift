/// A density as filled contours over a rectangle of the drawing.
struct DensityLayer {
  let name: String
  private let tracing: ContourTracing
  private let frame: Frame
  private let grid: FieldGrid
  private let levels: [Double]
  private let ends: (low: String, high: String)

  /// - Parameter isInside: which lattice nodes lie within the map; they alone decide the levels.
  init(_ grid: FieldGrid, over frame: Frame, levels: DensityLevels, name: String = "", isInside: [Bool]? = nil) {
    self.grid = grid
    self.frame = frame
    tracing = ContourTracing(grid)
    let field = isInside.map { inside in zip(grid.values, inside).filter(\.1).map(\.0) } ?? grid.values
    let chosen = levels.values(for: field)
    self.levels = chosen.levels
    ends = (chosen.low, chosen.high)
    self.name = name.isEmpty ? levels.name : name + ", " + levels.name
  }

  func draw(in drawing: inout Drawing) {
    let scale = SIMD2(
      frame.width / Double(max(1, grid.columns - 1)), frame.height / Double(max(1, grid.rows - 1)))
    drawing.append("<g transform=\"scale(.1)\" fill-rule=\"evenodd\">")
    for (index, level) in levels.enumerated() {
      // Of equal levels the deepest shade would cover the others.
      if index + 1 < levels.count, levels[index + 1] == level { continue }
      var data = ""
      for loop in tracing.loops(at: level) {
        append(loop.map { SIMD2(frame.left, frame.top) + $0 * scale }, to: &data)
      }
      let shade = levels.count == 1 ? Palette.shadeCount / 3 : index
      if !data.isEmpty { drawing.append("<path fill=\"var(--d\(shade))\" d=\"\(data)\"/>") }
    }
    drawing.append("</g>")
  }

  /// The scale's strip, its right end at `right`.
  func drawScale(in drawing: inout Drawing, right: Double, top: Double) {
    guard levels.count > 1 else { return }
    let step = 9.0
    let space = Legend.width(of: ends.high) + 6
    let left = right - space - step * Double(Palette.shadeCount)
    for index in 0..<Palette.shadeCount {
      drawing.rectangle(
        Frame(
          left: left + Double(index) * step, top: top + 4, right: left + Double(index + 1) * step + 0.3,
          bottom: top + 15),
        attributes: "fill=\"var(--d\(index))\"")
    }
    drawing.text(ends.high, at: SIMD2(right - space + 6, top + 14))
    drawing.text(ends.low, at: SIMD2(left - 6, top + 14), anchor: .end)
    drawing.text(
      name, at: SIMD2(left - 14 - Legend.width(of: ends.low), top + 14), anchor: .end, style: "name spare")
  }

  /// Whole tenths of a unit as steps; what is smaller than the eye can see is left out.
  private func append(_ loop: [SIMD2<Double>], to data: inout String) {
    var area = 0.0
    for (index, point) in loop.enumerated() {
      let next = loop[(index + 1) % loop.count]
      area += point.x * next.y - next.x * point.y
    }
    guard abs(area) > 1 else { return }
    var kept: [SIMD2<Double>] = []
    for point in loop {
      if kept.count >= 2 {
        let direction = kept[kept.count - 1] - kept[kept.count - 2]
        let following = point - kept[kept.count - 1]
        let cross = direction.x * following.y - direction.y * following.x
        let forward = direction.x * following.x + direction.y * following.y
        // The middle point leaves the line between its neighbours by less than a tenth of the smallest step.
        let span = (point - kept[kept.count - 2])
        let length = (span.x * span.x + span.y * span.y).squareRoot()
        if forward >= 0, abs(cross) < 0.02 * length, length < 60 { kept.removeLast() }
      }
      kept.append(point)
    }
    guard let first = kept.first else { return }
    var x = Markup.units(first.x * 10)
    var y = Markup.units(first.y * 10)
    data += "M\(x) \(y)l"
    for (index, point) in kept.dropFirst().enumerated() {
      let nextX = Markup.units(point.x * 10)
      let nextY = Markup.units(point.y * 10)
      data += (index > 0 && nextX >= x ? " " : "") + "\(nextX - x)" + (nextY < y ? "" : " ") + "\(nextY - y)"
      x = nextX
      y = nextY
    }
    data += "z"
  }
}
