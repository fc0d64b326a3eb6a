/// A law on the sphere S²: a density under point sets, on the Equal Earth map, where equal areas stay equal.
///
/// A unit vector (x, y, z) has latitude asin z and longitude atan2(y, x). See `EqualEarth` for the projection.
public struct SphereMap: Figure {
  public var title: String
  public var density: SphereDensity?
  /// What the density is, for the legend.
  public var densityName: String
  public var levels: DensityLevels
  /// Unit vectors; lengths are forgiven, points without a direction are left out.
  public var sets: [PointSet<SIMD3<Double>>]
  /// The longitude in the middle of the map, in degrees east.
  public var centralLongitude: Double

  public init(
    title: String, density: SphereDensity? = nil, densityName: String = "model", levels: DensityLevels = .mass,
    sets: [PointSet<SIMD3<Double>>] = [], centralLongitude: Double = 0
  ) {
    self.title = title
    self.density = density
    self.densityName = densityName
    self.levels = levels
    self.sets = sets
    self.centralLongitude = centralLongitude
  }

  public func svg() -> String {
    let width = 640.0
    let legend = Legend(
      entries: sets.enumerated().map {
        Legend.Entry(name: $0.element.name, mark: .dot, paint: Palette.lawPaint($0.offset))
      })
    let top = max(legend.height(within: 380), density == nil ? 0 : Legend.rowHeight) + 8
    let panel = GlobePanel(left: 40, top: top, width: width - 52, centre: centralLongitude * .pi / 180)
    let layer = density.map { panel.layer($0, levels: levels, columns: 241, name: densityName) }
    var drawing = Drawing(width: width, height: panel.frame.bottom + 24)
    legend.draw(in: &drawing, left: 4, top: 0, width: 380)
    layer?.drawScale(in: &drawing, right: width - 8, top: 0)
    panel.draw(in: &drawing, layer: layer) { drawing in
      drawing.dots(
        sets.enumerated().map { index, set in
          Drawing.Dots(
            positions: set.drawn.compactMap(panel.position), radius: set.radius, paint: Palette.lawPaint(index))
        }, halo: layer != nil)
    }
    panel.drawLabels(in: &drawing)
    let under = density == nil ? [] : ["the density of \(densityName) as shaded contours"]
    return drawing.svg(
      title: title, description: "Equal-area world map. " + (under + sets.map(\.summary)).joined(separator: "; ") + ".")
  }
}
