import Foundation

/// Laws on the rotation group SO(3): where the three axes go, and how far the rotations turn.
///
/// Each column is a law; its three maps (Equal Earth, areas kept) show the images R e₁, R e₂ and R e₃ of the axes, as
/// pole figures do. Below, the rotation angle ω ∈ [0, π] against its law under the uniform (Haar) measure,
/// (1 − cos ω)/π.
public struct RotationFigure: Figure {
  /// A rotation by the images of the axes: the three columns of its matrix.
  public struct Images: Sendable, Equatable {
    public var first: SIMD3<Double>
    public var second: SIMD3<Double>
    public var third: SIMD3<Double>

    public init(first: SIMD3<Double>, second: SIMD3<Double>, third: SIMD3<Double>) {
      self.first = first
      self.second = second
      self.third = third
    }

    /// The nine entries of a matrix, row by row; nothing for another number of entries.
    public init?(rowMajor m: some RandomAccessCollection<Double>) {
      guard m.count == 9 else { return nil }
      let m = Array(m)
      self.init(first: SIMD3(m[0], m[3], m[6]), second: SIMD3(m[1], m[4], m[7]), third: SIMD3(m[2], m[5], m[8]))
    }

    /// The angle ω ∈ [0, π] of the rotation: tan(ω/2)-free, accurate at both ends, as
    /// atan2(|axial part|, trace − 1).
    public var angle: Double {
      let axial = SIMD3(second.z - third.y, third.x - first.z, first.y - second.x)
      return atan2((axial * axial).sum().squareRoot(), first.x + second.y + third.z - 1)
    }

    subscript(axis: Int) -> SIMD3<Double> { axis == 0 ? first : axis == 1 ? second : third }
  }

  public var title: String
  /// The laws, such as data and samples; the first three are drawn.
  public var laws: [PointSet<Images>]

  public init(title: String, laws: [PointSet<Images>]) {
    self.title = title
    self.laws = laws
  }

  public func svg() -> String {
    let width = 640.0
    let shown = laws.prefix(3)
    let left = 48.0
    let gap = 18.0
    let columns = Double(max(2, shown.count))
    let mapWidth = (width - left - gap * (columns - 1)) / columns
    let probe = GlobePanel(left: 0, top: 0, width: mapWidth)
    let pitch = probe.frame.height + 12
    let histogram = angles
    let area = histogram.area(top: 22 + 3 * pitch + 34, width: width)
    var drawing = Drawing(width: width, height: area.bottom + 44)
    for (index, law) in shown.enumerated() {
      let x = left + Double(index) * (mapWidth + gap)
      drawing.text(law.name, at: SIMD2(x + mapWidth / 2, 14), anchor: .middle, style: "strong")
      let drawn = law.drawn
      for axis in 0..<3 {
        let panel = GlobePanel(left: x, top: 22 + Double(axis) * pitch, width: mapWidth)
        panel.draw(in: &drawing, layer: nil, graticule: 45) { drawing in
          let places = drawn.compactMap { panel.position($0[axis]) }
          let dots = Drawing.Dots(
            positions: places, radius: min(1.6, law.radius), paint: Palette.lawPaint(index))
          drawing.dots([dots], opacity: 0.6, halo: false)
        }
      }
    }
    for axis in 0..<3 {
      let y = 22 + Double(axis) * pitch + probe.frame.height / 2 + 4
      drawing.text("R e" + ["₁", "₂", "₃"][axis], at: SIMD2(left - 2, y), anchor: .end, style: "name")
    }
    histogram.draw(in: &drawing, frame: area)
    return drawing.svg(
      title: title,
      description: "Images of the three axes under rotations on equal-area maps, and the rotation angle. "
        + shown.map(\.summary).joined(separator: "; ") + ".")
  }

  private var angles: AngleHistogram {
    AngleHistogram(laws: laws.prefix(3).map { ($0.name, $0.points.map(\.angle)) })
  }
}
