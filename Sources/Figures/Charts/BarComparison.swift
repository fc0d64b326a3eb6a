/// One number for each of several things, as horizontal bars from zero with error bars: the scores of methods.
public struct BarComparison: Figure {
  /// One bar.
  public struct Bar: Sendable {
    public var name: String
    public var value: Double
    /// Half the length of the error bar; 0 draws none.
    public var uncertainty: Double
    /// Drawn in full colour; the others step back.
    public var isEmphasised: Bool

    public init(name: String, value: Double, uncertainty: Double = 0, isEmphasised: Bool = false) {
      self.name = name
      self.value = value
      self.uncertainty = uncertainty
      self.isEmphasised = isEmphasised
    }
  }

  public var title: String
  /// The quantity; logarithmic scales are not used, for a bar has to start at zero.
  public var axis: Axis
  public var bars: [Bar]
  /// The decimals of the printed values.
  public var decimals: Int

  public init(title: String, axis: Axis, bars: [Bar], decimals: Int = 2) {
    self.title = title
    self.axis = axis
    self.bars = bars
    self.decimals = decimals
  }

  public func svg() -> String {
    let width = 600.0
    let pitch = 50.0
    let height = Double(bars.count) * pitch + 34
    let ends = bars.flatMap { [$0.value - abs($0.uncertainty), $0.value + abs($0.uncertainty)] }.filter(\.isFinite)
    let hasNegative = ends.contains { $0 < 0 }
    let space = 12 + (bars.map { Legend.width(of: label($0)) }.max() ?? 0)
    let frame = Frame(
      left: hasNegative ? min(200, space) : 4, top: 4, right: width - min(200, space), bottom: height - 30)
    let scaling = AxisScaling(
      Axis(axis.label, range: axis.range), data: ends + [0], from: frame.left, to: frame.right, margin: 0)
    var drawing = Drawing(width: width, height: height)
    let zero = min(frame.right, max(frame.left, scaling.position(0) ?? frame.left))
    for (index, bar) in bars.enumerated() {
      let top = frame.top + Double(index) * pitch
      let style = bar.isEmphasised ? "strong" : "name"
      drawing.text(bar.name, at: SIMD2(4, top + 14), style: style)
      let paint = bar.isEmphasised ? "var(--s0)" : "var(--soft)"
      let row = Frame(left: frame.left, top: top + 22, right: frame.right, bottom: top + 34)
      draw(bar, row: row, zero: zero, scaling: scaling, paint: paint, in: &drawing)
    }
    drawing.line(from: SIMD2(zero, frame.top + 18), to: SIMD2(zero, frame.bottom - 6), style: "axis")
    drawing.text(axis.label, at: SIMD2(4, height - 8))
    return drawing.svg(title: title, description: summary)
  }

  private func draw(
    _ bar: Bar, row: Frame, zero: Double, scaling: AxisScaling, paint: String, in drawing: inout Drawing
  ) {
    var edge = (left: zero, right: zero)
    if let end = scaling.position(bar.value).map({ min(row.right, max(row.left, $0)) }) {
      edge = (min(zero, end), max(zero, end))
      drawing.rectangle(
        Frame(left: edge.left, top: row.top, right: edge.right, bottom: row.bottom),
        attributes: "rx=\"1.5\" fill=\"\(paint)\" fill-opacity=\"\(bar.isEmphasised ? ".9" : ".45")\"")
      let low = scaling.position(bar.value - abs(bar.uncertainty)).map { min(row.right, max(row.left, $0)) }
      let high = scaling.position(bar.value + abs(bar.uncertainty)).map { min(row.right, max(row.left, $0)) }
      if bar.uncertainty != 0, let low, let high {
        let y = row.middle.y
        let whiskers =
          "M\(Markup.length(low)) \(Markup.length(y - 4))v8M\(Markup.length(low)) \(Markup.length(y))"
          + "H\(Markup.length(high))M\(Markup.length(high)) \(Markup.length(y - 4))v8"
        drawing.append("<path class=\"line\" stroke=\"var(--ink)\" d=\"\(whiskers)\"/>")
        edge = (min(edge.left, low), max(edge.right, high))
      }
    }
    let isLeftward = bar.value < 0
    drawing.text(
      label(bar), at: SIMD2(isLeftward ? edge.left - 7 : edge.right + 7, row.bottom - 2),
      anchor: isLeftward ? .end : .start, style: bar.isEmphasised ? "strong" : "name")
  }

  private func label(_ bar: Bar) -> String {
    NumberText.fixed(bar.value, decimals: decimals)
      + (bar.uncertainty != 0 ? " ± " + NumberText.fixed(abs(bar.uncertainty), decimals: decimals) : "")
  }

  private var summary: String {
    let parts = bars.map { "\($0.name) \(NumberText.fixed($0.value, decimals: decimals))" }
    return "\(axis.label): " + parts.joined(separator: ", ") + "."
  }
}
