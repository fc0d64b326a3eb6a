/// The frame of a chart: axes with marks, rules and names, and the legend above.
struct PlotArea {
  let frame: Frame
  let horizontal: AxisScaling
  let vertical: AxisScaling
  private let axes: (horizontal: Axis, vertical: Axis)
  private let legend: Legend
  private let width: Double

  /// The height of the whole drawing.
  var height: Double { frame.bottom + 48 }

  init(
    horizontal: Axis, vertical: Axis, horizontalData: some Sequence<Double>, verticalData: some Sequence<Double>,
    legend: Legend, width: Double, plotHeight: Double, margin: Double = 0.04
  ) {
    self.width = width
    self.legend = legend
    axes = (horizontal, vertical)
    let named = vertical.label.isEmpty ? 10.0 : 30.0
    let top = legend.height(within: width - 16) + named
    let rise = AxisScaling(vertical, data: verticalData, from: top + plotHeight, to: top, margin: margin)
    let longest = rise.ticks(5).labels.map(\.count).max() ?? 0
    let left = max(34, Double(longest) * 8.6 + 10)
    frame = Frame(left: left, top: top, right: width - 18, bottom: top + plotHeight)
    self.vertical = rise
    self.horizontal = AxisScaling(
      horizontal, data: horizontalData, from: left, to: width - 18, margin: horizontal.range == nil ? margin : 0)
  }

  /// Draws what lies under the data.
  func drawUnder(_ drawing: inout Drawing, verticalRules: Bool = false) {
    legend.draw(in: &drawing, left: 4, top: 0, width: width - 16)
    drawing.text(axes.vertical.label, at: SIMD2(4, frame.top - 13), style: "name")
    let rise = vertical.ticks(5)
    for (value, label) in zip(rise.values, rise.labels) {
      guard let y = vertical.position(value) else { continue }
      drawing.line(from: SIMD2(frame.left, y), to: SIMD2(frame.right, y), style: "rule")
      drawing.text(label, at: SIMD2(frame.left - 7, y + 4), anchor: .end)
    }
    let run = horizontal.ticks(8)
    for (index, (value, label)) in zip(run.values, run.labels).enumerated() {
      guard let x = horizontal.position(value) else { continue }
      if verticalRules { drawing.line(from: SIMD2(x, frame.top), to: SIMD2(x, frame.bottom), style: "rule") }
      drawing.line(from: SIMD2(x, frame.bottom), to: SIMD2(x, frame.bottom + 4), style: "axis")
      // Every second mark keeps its label where text is large.
      let isSpare = run.values.count > 4 && index % 2 == 1
      drawing.text(label, at: SIMD2(x, frame.bottom + 19), anchor: .middle, style: isSpare ? "spare" : "")
    }
    drawing.text(axes.horizontal.label, at: SIMD2(frame.right, frame.bottom + 40), anchor: .end, style: "name")
  }

  /// Draws what lies over the data.
  func drawOver(_ drawing: inout Drawing) {
    drawing.line(from: SIMD2(frame.left, frame.bottom), to: SIMD2(frame.right, frame.bottom), style: "axis")
  }

  func position(_ point: SIMD2<Double>) -> SIMD2<Double>? {
    guard let x = horizontal.position(point.x), let y = vertical.position(point.y) else { return nil }
    return SIMD2(x, y)
  }
}
