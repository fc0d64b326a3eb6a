import Foundation

/// The rotation angles of laws on SO(3), as steps, with the uniform law's density (1 − cos ω)/π dashed.
struct AngleHistogram {
  let laws: [(name: String, angles: [Double])]

  func area(top: Double, width: Double) -> Frame {
    let plotTop = top + Legend(entries: entries).height(within: width - 8)
    return Frame(left: 44, top: plotTop, right: width - 18, bottom: plotTop + 170)
  }

  func draw(in drawing: inout Drawing, frame: Frame) {
    let legend = Legend(entries: entries)
    legend.draw(
      in: &drawing, left: 4, top: frame.top - 26 - legend.height(within: drawing.width - 8), width: drawing.width - 8)
    drawing.text("density (per radian)", at: SIMD2(4, frame.top - 12), style: "name")
    let tallies = laws.map { Tally($0.angles, over: 0...Double.pi, bins: 48) }
    let highest = max(2 / Double.pi, tallies.flatMap(\.densities).max() ?? 0)
    let across = AxisScaling(Axis("", range: 0...Double.pi), data: [], from: frame.left, to: frame.right)
    let up = AxisScaling(Axis("", range: 0...(highest * 1.06)), data: [], from: frame.bottom, to: frame.top)
    let ticks = up.ticks(4)
    for (value, label) in zip(ticks.values, ticks.labels) {
      guard let y = up.position(value) else { continue }
      drawing.line(from: SIMD2(frame.left, y), to: SIMD2(frame.right, y), style: "rule")
      drawing.text(label, at: SIMD2(frame.left - 7, y + 4), anchor: .end)
    }
    let place = { (x: Double, y: Double) -> SIMD2<Double>? in
      guard let x = across.position(x), let y = up.position(y) else { return nil }
      return SIMD2(x, y)
    }
    for (index, tally) in tallies.enumerated() where tally.densities.contains(where: { $0 > 0 }) {
      var outline = [place(tally.edge(0), 0)]
      for (bin, density) in tally.densities.enumerated() {
        outline += [place(tally.edge(bin), density), place(tally.edge(bin + 1), density)]
      }
      outline.append(place(tally.edge(tally.densities.count), 0))
      drawing.append(
        "<path stroke=\"\(Palette.lawPaint(index))\" fill=\"\(Palette.lawPaint(index))\" fill-opacity=\".12\" "
          + "stroke-width=\"1.5\" vector-effect=\"non-scaling-stroke\" "
          + "d=\"\(Path.polyline(outline.compactMap { $0 }))\"/>")
    }
    let uniform = (0...90).compactMap { step -> SIMD2<Double>? in
      let angle = Double.pi * Double(step) / 90
      return place(angle, (1 - cos(angle)) / .pi)
    }
    drawing.append(
      "<path class=\"line\" stroke=\"var(--ink)\" stroke-dasharray=\"4 4\" d=\"\(Path.polyline(uniform))\"/>")
    drawing.line(from: SIMD2(frame.left, frame.bottom), to: SIMD2(frame.right, frame.bottom), style: "axis")
    for quarter in 0...4 {
      guard let x = across.position(Double(quarter) * .pi / 4) else { continue }
      drawing.text("\(quarter * 45)°", at: SIMD2(x, frame.bottom + 18), anchor: .middle)
    }
    drawing.text("rotation angle ω", at: SIMD2(frame.right, frame.bottom + 38), anchor: .end, style: "name")
  }

  private var entries: [Legend.Entry] {
    laws.enumerated().map { Legend.Entry(name: $0.element.name, mark: .block, paint: Palette.lawPaint($0.offset)) }
      + [Legend.Entry(name: "uniform law", mark: .dashedLine, paint: "var(--ink)")]
  }
}
