import Figures
import Foundation
import Testing

@Suite struct DensityTests {
  /// Σ over loops of the signed area that path data of the form `Mx yl dx dy … z` encloses, in square tenths.
  static func area(_ data: String) -> Double {
    var total = 0.0
    for loop in data.split(separator: "M") {
      var numbers: [Double] = []
      var word = ""
      for character in loop {
        if character == "-" || !(character.isNumber) {
          if let number = Double(word) { numbers.append(number) }
          word = character == "-" ? "-" : ""
        } else {
          word.append(character)
        }
      }
      if let number = Double(word) { numbers.append(number) }
      guard numbers.count >= 2 else { continue }
      var points = [SIMD2(numbers[0], numbers[1])]
      for index in stride(from: 2, to: numbers.count - 1, by: 2) {
        points.append((points.last ?? .zero) + SIMD2(numbers[index], numbers[index + 1]))
      }
      for (index, point) in points.enumerated() {
        let next = points[(index + 1) % points.count]
        total += (point.x * next.y - next.x * point.y) / 2
      }
    }
    return total
  }

  /// A von Mises–Fisher law holds the share p in the cap of area 2π(1 − cos θ) with 1 − cos θ = −ln(1 − p)/κ, up to
  /// e^(−2κ). On an equal-area map the contours must enclose just these areas, wherever the
  /// law lies; the laws keep off the edge, past which contours run on under the clip.
  @Test(arguments: [SIMD3(1.0, 0, 0), SIMD3(0.6, -0.8, 0), SIMD3(0.8, 0.36, -0.48)])
  func massContoursEncloseTheirShare(of centre: SIMD3<Double>) throws {
    let concentration = 12.0
    let density = SphereDensity(rows: 180, columns: 360) { exp(concentration * (($0 * centre).sum() - 1)) }
    let drawing = try #require(XMLReading(SphereMap(title: "", density: density).svg()))
    // The map is 588 units wide; a drawing unit has ten steps.
    let scale = 588 * 10 / (2 * EqualEarth.extent.x)
    for (shade, share) in [(0, 0.99), (1, 0.95), (4, 0.7), (6, 0.5), (9, 0.2)] {
      let data = try #require(drawing.paths.first { $0.fill == "var(--d\(shade))" }?.data)
      let area = abs(Self.area(data)) / (scale * scale)
      let exact = 2 * Double.pi * -log(1 - share) / concentration
      #expect(abs(area / exact - 1) < 0.02, "share \(share): \(area) against \(exact)")
    }
  }

  @Test func contoursHaveHoles() throws {
    // A ring of radius between 1 and 2 about the origin: the outline's hole must be taken away, not added.
    let density = TorusDensity(rows: 181, columns: 181) { point in
      let radius = (point.x * point.x + point.y * point.y).squareRoot()
      return max(0, 1 - abs(radius - 1.5) / 0.5)
    }
    let map = TorusMap(
      title: "", horizontal: AngleAxis("a"), vertical: AngleAxis("b"), density: density, levels: .even)
    let drawing = try #require(XMLReading(map.svg()))
    let data = try #require(drawing.paths.first { $0.fill == "var(--d0)" }?.data)
    let scale = 400 * 10 / (2 * Double.pi)
    let half = 0.5 * (1 - 0.5 / 12)
    let exact = Double.pi * (pow(1.5 + half, 2) - pow(1.5 - half, 2))
    #expect(abs(abs(Self.area(data)) / (scale * scale) / exact - 1) < 0.01)
  }

  @Test func gridsMustMatch() {
    #expect(throws: FigureError.gridDoesNotMatch(rows: 3, columns: 4, values: 11)) {
      try SphereDensity(rows: 3, columns: 4, values: [Double](repeating: 0, count: 11))
    }
    #expect(throws: FigureError.gridDoesNotMatch(rows: 1, columns: 4, values: 4)) {
      try TorusDensity(rows: 1, columns: 4, values: [0, 0, 0, 0])
    }
    #expect(throws: FigureError.self) { try SphereDensity(rows: -1, columns: -4, values: [0, 0, 0, 0]) }
  }
}
