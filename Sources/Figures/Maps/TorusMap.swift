/// A law on the torus T²: a density under point sets on a square whose opposite sides are one, such as a
/// Ramachandran map of two dihedral angles.
public struct TorusMap: Figure {
  public var title: String
  public var horizontal: AngleAxis
  public var vertical: AngleAxis
  public var density: TorusDensity?
  /// What the density is, for the legend.
  public var densityName: String
  public var levels: DensityLevels
  /// Pairs of angles in radians, of any turn; pairs that are not finite are left out.
  public var sets: [PointSet<SIMD2<Double>>]

  public init(
    title: String, horizontal: AngleAxis, vertical: AngleAxis, density: TorusDensity? = nil,
    densityName: String = "model", levels: DensityLevels = .mass, sets: [PointSet<SIMD2<Double>>] = []
  ) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.density = density
    self.densityName = densityName
    self.levels = levels
    self.sets = sets
  }

  public func svg() -> String {
    let width = 480.0
    let legend = Legend(
      entries: sets.enumerated().map {
        Legend.Entry(name: $0.element.name, mark: .dot, paint: Palette.lawPaint($0.offset))
      })
    let legendWidth = density == nil ? width - 8 : 280
    let top = max(legend.height(within: legendWidth), density == nil ? 0 : Legend.rowHeight) + 34
    let frame = Frame(left: 56, top: top, right: width - 24, bottom: top + width - 80)
    let across = AxisScaling(Axis("", range: horizontal.range), data: [], from: frame.left, to: frame.right)
    let up = AxisScaling(Axis("", range: vertical.range), data: [], from: frame.bottom, to: frame.top)
    let layer = density.map { self.layer($0, over: frame) }
    var drawing = Drawing(width: width, height: frame.bottom + 46)
    legend.draw(in: &drawing, left: 4, top: 0, width: legendWidth)
    layer?.drawScale(in: &drawing, right: width - 8, top: 0)
    drawing.clipped(to: frame.outline) { drawing in
      layer?.draw(in: &drawing)
      drawRules(across, up, frame, in: &drawing)
      let dots = sets.enumerated().map { index, set in
        let places = set.drawn.compactMap { pair -> SIMD2<Double>? in
          guard let x = horizontal.wrap(pair.x).flatMap(across.position),
            let y = vertical.wrap(pair.y).flatMap(up.position)
          else { return nil }
          return SIMD2(x, y)
        }
        return Drawing.Dots(positions: places, radius: set.radius, paint: Palette.lawPaint(index))
      }
      drawing.dots(dots, halo: layer != nil)
    }
    drawing.append("<path class=\"axis\" d=\"\(frame.outline)\"/>")
    drawing.text(vertical.label, at: SIMD2(4, frame.top - 17), style: "name")
    drawing.text(horizontal.label, at: SIMD2(frame.right, frame.bottom + 38), anchor: .end, style: "name")
    for (value, label) in zip(horizontal.ticks.values, horizontal.ticks.labels) {
      guard let x = across.position(value) else { continue }
      drawing.text(label, at: SIMD2(x, frame.bottom + 18), anchor: .middle)
    }
    for (value, label) in zip(vertical.ticks.values, vertical.ticks.labels) {
      guard let y = up.position(value) else { continue }
      drawing.text(label, at: SIMD2(frame.left - 7, y + 4), anchor: .end)
    }
    let under = density == nil ? [] : ["the density of \(densityName) as shaded contours"]
    return drawing.svg(
      title: title,
      description: "\(vertical.label) against \(horizontal.label) on the torus. "
        + (under + sets.map(\.summary)).joined(separator: "; ") + ".")
  }

  private func layer(_ density: TorusDensity, over frame: Frame) -> DensityLayer {
    let nodes = 181
    let grid = FieldGrid(rows: nodes, columns: nodes) { row, column in
      density.value(
        horizontal.start + 2 * .pi * Double(column) / Double(nodes - 1),
        vertical.start + 2 * .pi * (1 - Double(row) / Double(nodes - 1)))
    }
    return DensityLayer(grid, over: frame, levels: levels, name: densityName)
  }

  private func drawRules(_ across: AxisScaling, _ up: AxisScaling, _ frame: Frame, in drawing: inout Drawing) {
    for x in horizontal.ticks.values.dropFirst().dropLast().compactMap(across.position) {
      drawing.line(from: SIMD2(x, frame.top), to: SIMD2(x, frame.bottom), style: "rule")
    }
    for y in vertical.ticks.values.dropFirst().dropLast().compactMap(up.position) {
      drawing.line(from: SIMD2(frame.left, y), to: SIMD2(frame.right, y), style: "rule")
    }
  }
}
