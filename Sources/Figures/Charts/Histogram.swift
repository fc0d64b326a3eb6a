import Foundation

/// Laws of one real quantity: samples as bars or steps, known densities as curves, all to the same unit area.
public struct Histogram: Figure {
  public enum Style: Sendable {
    /// Filled bars, seen through one another.
    case bars
    /// The outline alone, best for more than two laws.
    case steps
  }

  /// Samples of one law.
  public struct Series: Sendable {
    public var name: String
    public var values: [Double]
    public var style: Style

    public init(name: String, values: [Double], style: Style = .bars) {
      self.name = name
      self.values = values
      self.style = style
    }
  }

  /// A known density, as points (value, density) in order.
  public struct Curve: Sendable {
    public var name: String
    public var points: [SIMD2<Double>]

    public init(name: String, points: [SIMD2<Double>]) {
      self.name = name
      self.points = points
    }

    /// The curve of `density` at `count` even places over `range`.
    public init(name: String, over range: ClosedRange<Double>, count: Int = 201, density: (Double) -> Double) {
      let steps = max(1, count - 1)
      self.init(
        name: name,
        points: (0...steps).map { step in
          let x = range.lowerBound + (range.upperBound - range.lowerBound) * Double(step) / Double(steps)
          return SIMD2(x, density(x))
        })
    }
  }

  public var title: String
  /// The quantity; its range, where given, is also the range of the bins.
  public var horizontal: Axis
  public var series: [Series]
  public var curves: [Curve]
  /// How many bins; where absent, from the first law's spread (D. Freedman and P. Diaconis, 1981:
  /// width 2·IQR·n^(−1/3)), held between 8 and 80.
  public var bins: Int?

  public init(title: String, horizontal: Axis, series: [Series], curves: [Curve] = [], bins: Int? = nil) {
    self.title = title
    self.horizontal = horizontal
    self.series = series
    self.curves = curves
    self.bins = bins
  }

  public func svg() -> String {
    let width = 600.0
    let plotHeight = 240.0
    let tallies = self.tallies
    let legend = Legend(
      entries: series.enumerated().map {
        Legend.Entry(
          name: $0.element.name, mark: $0.element.style == .bars ? .block : .line, paint: Palette.lawPaint($0.offset))
      }
        + curves.enumerated().map {
          Legend.Entry(name: $0.element.name, mark: .dashedLine, paint: curvePaint($0.offset))
        })
    let heights = tallies.flatMap(\.densities) + curves.flatMap { $0.points.map(\.y) }
    let top = heights.filter(\.isFinite).max() ?? 1
    let rise = Axis("density", range: 0...(top > 0 ? min(top * 1.05, 1e300) : 1))
    let range = horizontal.range ?? tallies.first.map { $0.low...$0.high }
    let area = PlotArea(
      horizontal: Axis(horizontal.label, range: range), vertical: rise,
      horizontalData: curves.flatMap { $0.points.map(\.x) }, verticalData: [0.0, 1], legend: legend, width: width,
      plotHeight: plotHeight)
    var drawing = Drawing(width: width, height: area.height)
    area.drawUnder(&drawing)
    drawing.clipped(to: area.frame.outline) { drawing in
      for (index, (one, tally)) in zip(series, tallies).enumerated() {
        draw(tally, style: one.style, index: index, area: area, in: &drawing)
      }
      for (index, curve) in curves.enumerated() {
        let path = Path.broken(curve.points.map(area.position))
        drawing.append(
          "<path class=\"line\" stroke=\"\(curvePaint(index))\" stroke-dasharray=\"4 4\" d=\"\(path)\"/>")
      }
    }
    area.drawOver(&drawing)
    return drawing.svg(title: title, description: summary)
  }

  private var tallies: [Tally] {
    let finite = series.lazy.flatMap(\.values).filter(\.isFinite)
    let range: ClosedRange<Double>
    if let given = horizontal.range {
      range = given
    } else {
      range = AxisScaling(Axis(""), data: finite, from: 0, to: 1, margin: 0).range
    }
    let count = bins.map { max(1, min(2000, $0)) } ?? Tally.binCount(series.first?.values ?? [], over: range)
    return series.map { Tally($0.values, over: range, bins: count) }
  }

  private func draw(_ tally: Tally, style: Style, index: Int, area: PlotArea, in drawing: inout Drawing) {
    guard tally.densities.contains(where: { $0 > 0 }) else { return }
    var outline = [SIMD2(tally.edge(0), 0)]
    for (bin, density) in tally.densities.enumerated() {
      outline.append(SIMD2(tally.edge(bin), density))
      outline.append(SIMD2(tally.edge(bin + 1), density))
    }
    outline.append(SIMD2(tally.edge(tally.densities.count), 0))
    let path = Path.polyline(outline.compactMap(area.position))
    let fill = style == .bars ? "fill=\"\(Palette.lawPaint(index))\" fill-opacity=\".32\"" : "fill=\"none\""
    let stroke = style == .bars ? "1" : "1.75"
    drawing.append(
      "<path \(fill) stroke=\"\(Palette.lawPaint(index))\" stroke-width=\"\(stroke)\" stroke-linejoin=\"round\" "
        + "vector-effect=\"non-scaling-stroke\" d=\"\(path)\"/>")
  }

  /// The first curve is ink, as the law that the others are held against.
  private func curvePaint(_ index: Int) -> String {
    index == 0 ? "var(--ink)" : Palette.lawPaint(series.count + index)
  }

  private var summary: String {
    let parts = series.map { one -> String in
      let finite = one.values.filter(\.isFinite)
      let mean = finite.isEmpty ? Double.nan : finite.reduce(0) { $0 + $1 / Double(finite.count) }
      return "\(one.name): \(one.values.count) values with mean \(NumberText.short(mean))"
    }
    return "The distribution of \(horizontal.label). "
      + (parts + curves.map { "\($0.name) as a curve" }).joined(separator: "; ") + "."
  }
}
