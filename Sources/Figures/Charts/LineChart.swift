/// Curves over a common axis: losses over steps, likelihoods over time.
public struct LineChart: Figure {
  /// One curve.
  public struct Series: Sendable {
    public var name: String
    /// The curve, in order; it breaks where a value is not finite, or not positive on a logarithmic axis.
    public var points: [SIMD2<Double>]
    /// An interval about the curve, in order of x: lower and upper ends.
    public var band: [Interval]

    public init(name: String, points: [SIMD2<Double>], band: [Interval] = []) {
      self.name = name
      self.points = points
      self.band = band
    }

    /// The curve of values at 0, 1, 2, …
    public init(name: String, values: [Double]) {
      self.init(name: name, points: values.enumerated().map { SIMD2(Double($0.offset), $0.element) })
    }
  }

  /// The interval [lower, upper] at x.
  public struct Interval: Sendable {
    public var x: Double
    public var lower: Double
    public var upper: Double

    public init(x: Double, lower: Double, upper: Double) {
      self.x = x
      self.lower = lower
      self.upper = upper
    }
  }

  /// A named horizontal line, such as a baseline or a known optimum.
  public struct Reference: Sendable {
    public var name: String
    public var value: Double

    public init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  public var title: String
  public var horizontal: Axis
  public var vertical: Axis
  public var series: [Series]
  public var references: [Reference]

  public init(title: String, horizontal: Axis, vertical: Axis, series: [Series], references: [Reference] = []) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.series = series
    self.references = references
  }

  public func svg() -> String {
    let legend = Legend(
      entries: series.enumerated().map {
        Legend.Entry(
          name: $0.element.name, mark: .line, paint: Palette.paint($0.offset), dash: Palette.dash($0.offset))
      })
    let heights =
      series.flatMap { $0.points.map(\.y) + $0.band.flatMap { [$0.lower, $0.upper] } } + references.map(\.value)
    let area = PlotArea(
      horizontal: horizontal, vertical: vertical, horizontalData: series.flatMap { $0.points.map(\.x) },
      verticalData: heights, legend: legend, width: 600, plotHeight: 280)
    var drawing = Drawing(width: 600, height: area.height)
    area.drawUnder(&drawing)
    drawing.clipped(to: area.frame.outline) { drawing in
      for (index, one) in series.enumerated() { drawBand(one.band, index: index, area: area, in: &drawing) }
      for (index, one) in series.enumerated() {
        let path = Path.broken(one.points.map(area.position))
        drawing.append(
          "<path class=\"line\" stroke=\"\(Palette.paint(index))\"\(Palette.dash(index)) d=\"\(path)\"/>")
      }
    }
    drawReferences(area: area, in: &drawing)
    area.drawOver(&drawing)
    return drawing.svg(title: title, description: summary)
  }

  private func drawBand(_ band: [Interval], index: Int, area: PlotArea, in drawing: inout Drawing) {
    let lower = band.compactMap { area.position(SIMD2($0.x, $0.lower)) }
    let upper = band.compactMap { area.position(SIMD2($0.x, $0.upper)) }
    guard lower.count > 1, upper.count > 1 else { return }
    let outline = Path.polyline(Path.thinned(lower) + Path.thinned(upper).reversed(), isClosed: true)
    drawing.append("<path fill=\"\(Palette.paint(index))\" fill-opacity=\".16\" d=\"\(outline)\"/>")
  }

  /// Names stand above their lines at the right, moved up where they would cover one another.
  private func drawReferences(area: PlotArea, in drawing: inout Drawing) {
    var taken: [Double] = []
    let placed = references.compactMap { reference in
      area.vertical.position(reference.value).map { (reference, $0) }
    }
    for (reference, y) in placed.sorted(by: { $0.1 > $1.1 }) where y >= area.frame.top && y <= area.frame.bottom {
      drawing.line(
        from: SIMD2(area.frame.left, y), to: SIMD2(area.frame.right, y), style: "axis",
        attributes: " stroke-dasharray=\"4 4\"")
      var base = y - 5
      if let last = taken.last, last - base < 17 { base = last - 17 }
      taken.append(base)
      drawing.text(reference.name, at: SIMD2(area.frame.right - 2, base), anchor: .end, style: "halo")
    }
  }

  private var summary: String {
    let curves = series.map { one -> String in
      let last = one.points.last { $0.y.isFinite }
      return one.name + (last.map { " ends at " + NumberText.short($0.y) } ?? " has no values")
    }
    let lines = references.map { "\($0.name) at \(NumberText.short($0.value))" }
    return "\(vertical.label) against \(horizontal.label): " + (curves + lines).joined(separator: "; ") + "."
  }
}
