import Foundation

/// One Equal Earth map within a drawing: outline, graticule, density and points.
struct GlobePanel {
  let frame: Frame
  /// The longitude in the middle, in radians.
  let centre: Double
  private let scale: Double

  /// The map is as wide as asked; its height follows from the projection.
  init(left: Double, top: Double, width: Double, centre: Double = 0) {
    scale = width / (2 * EqualEarth.extent.x)
    frame = Frame(left: left, top: top, right: left + width, bottom: top + 2 * EqualEarth.extent.y * scale)
    self.centre = centre.isFinite ? centre : 0
  }

  func position(latitude: Double, longitude: Double) -> SIMD2<Double>? {
    guard latitude.isFinite, let turned = Periodic.wrap(longitude - centre, from: -.pi) else { return nil }
    return place(latitude: max(-.pi / 2, min(.pi / 2, latitude)), turned: turned)
  }

  /// The place of the direction of `vector`, which need not have length 1 but must have a direction.
  func position(_ vector: SIMD3<Double>) -> SIMD2<Double>? {
    let largest = max(abs(vector.x), abs(vector.y), abs(vector.z))
    guard largest > 0, largest.isFinite else { return nil }
    let v = vector / largest
    return position(latitude: atan2(v.z, (v.x * v.x + v.y * v.y).squareRoot()), longitude: atan2(v.y, v.x))
  }

  /// The layer of a density over this map, sampled on a lattice of `columns` columns.
  func layer(_ density: SphereDensity, levels: DensityLevels, columns: Int, name: String) -> DensityLayer {
    let rows = max(3, Int(Double(columns) * frame.height / frame.width))
    var inside: [Bool] = []
    let grid = FieldGrid(rows: rows, columns: columns) { row, column in
      let x = (2 * Double(column) / Double(columns - 1) - 1) * EqualEarth.extent.x
      let y = (1 - 2 * Double(row) / Double(rows - 1)) * EqualEarth.extent.y
      guard let place = EqualEarth.unprojectBeyond(SIMD2(x, y)) else { return 0 }
      inside.append(abs(place.longitude) <= .pi + 1e-9)
      return density.value(latitude: place.latitude, longitude: place.longitude + centre)
    }
    return DensityLayer(grid, over: frame, levels: levels, name: name, isInside: inside)
  }

  func draw(
    in drawing: inout Drawing, layer: DensityLayer?, graticule step: Int = 30, points: (inout Drawing) -> Void
  ) {
    let outline = outline
    drawing.clipped(to: outline) { drawing in
      layer?.draw(in: &drawing)
      drawing.append("<path class=\"rule\" d=\"\(graticule(step))\"/>")
    }
    points(&drawing)
    drawing.append("<path class=\"axis\" d=\"\(outline)\"/>")
  }

  /// Latitudes at the left edge, longitudes under the lower pole line.
  func drawLabels(in drawing: inout Drawing) {
    for degrees in [-60, -30, 0, 30, 60] {
      let place = place(latitude: Double(degrees) * .pi / 180, turned: -.pi)
      let name = degrees == 0 ? "0°" : "\(abs(degrees))° \(degrees > 0 ? "N" : "S")"
      let lift = Double(-degrees) / 60 * 5
      drawing.text(name, at: SIMD2(place.x - 6, place.y + 4 + lift), anchor: .end)
    }
    for degrees in stride(from: -120, through: 120, by: 60) {
      let place = place(latitude: -.pi / 2, turned: Double(degrees) * .pi / 180)
      let longitude = Periodic.wrap(Double(degrees) * .pi / 180 + centre, from: -.pi) ?? 0
      let rounded = Int((longitude * 180 / .pi).rounded())
      let name =
        rounded == 0 ? "0°" : abs(rounded) == 180 ? "180°" : "\(abs(rounded))° \(rounded > 0 ? "E" : "W")"
      drawing.text(
        name, at: SIMD2(place.x, place.y + 17), anchor: .middle, style: abs(degrees) == 60 ? "spare" : "")
    }
  }

  private func place(latitude: Double, turned: Double) -> SIMD2<Double> {
    let point = EqualEarth.project(latitude: latitude, longitude: turned)
    return frame.middle + SIMD2(point.x, -point.y) * scale
  }

  private var outline: String {
    let latitudes = (0...36).map { (Double($0) / 36 - 0.5) * .pi }
    let east = latitudes.map { place(latitude: $0, turned: .pi) }
    let west = latitudes.reversed().map { place(latitude: $0, turned: -.pi) }
    return Path.polyline(east + west, isClosed: true)
  }

  /// Meridians and parallels every `step` degrees.
  private func graticule(_ step: Int) -> String {
    var data = ""
    for degrees in stride(from: -180 + step, to: 180, by: step) {
      data += Path.polyline(
        (0...24).map { place(latitude: (Double($0) / 24 - 0.5) * .pi, turned: Double(degrees) * .pi / 180) })
    }
    for degrees in stride(from: -90 + step, to: 90, by: step) {
      let latitude = Double(degrees) * .pi / 180
      data += Path.polyline([place(latitude: latitude, turned: -.pi), place(latitude: latitude, turned: .pi)])
    }
    return data
  }
}
