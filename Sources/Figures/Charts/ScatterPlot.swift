/// Points in the plane, thousands of them, by set.
public struct ScatterPlot: Figure {
  public var title: String
  public var horizontal: Axis
  public var vertical: Axis
  public var sets: [PointSet<SIMD2<Double>>]

  public init(title: String, horizontal: Axis, vertical: Axis, sets: [PointSet<SIMD2<Double>>]) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.sets = sets
  }

  public func svg() -> String {
    let legend = Legend(
      entries: sets.enumerated().map {
        Legend.Entry(name: $0.element.name, mark: .dot, paint: Palette.lawPaint($0.offset))
      })
    let points = sets.flatMap(\.points)
    let area = PlotArea(
      horizontal: horizontal, vertical: vertical, horizontalData: points.map(\.x), verticalData: points.map(\.y),
      legend: legend, width: 600, plotHeight: 400)
    var drawing = Drawing(width: 600, height: area.height)
    area.drawUnder(&drawing, verticalRules: true)
    drawing.clipped(to: area.frame.outline) { drawing in
      drawing.dots(
        sets.enumerated().map { index, set in
          Drawing.Dots(
            positions: set.drawn.compactMap(area.position), radius: set.radius, paint: Palette.lawPaint(index))
        }, halo: false)
    }
    area.drawOver(&drawing)
    return drawing.svg(
      title: title,
      description: "\(vertical.label) against \(horizontal.label). " + sets.map(\.summary).joined(separator: "; ") + ".")
  }
}
