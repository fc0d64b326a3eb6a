import Figures
import Foundation
import Testing

/// The still pictures of models, read back from the markup.
@Suite struct SolidTests {
  /// A helix of `count` balls of two kinds, which has no symmetry that mirrors, closed by a last stick.
  static func chain(_ count: Int, turn: Double = 0, lines: BallsAndSticks.Stick.Lines = .single) -> BallsAndSticks {
    let balls = (0..<count).map { index -> BallsAndSticks.Ball in
      let angle = Double(index) * 0.9 + turn
      return .init(
        at: SIMD3(1.4 * cos(angle), 1.4 * sin(angle), 0.8 * Double(index)), radius: index % 2 == 0 ? 0.4 : 0.25,
        colour: BallColour(index % 2 == 0 ? 0x606060 : 0xEEEEEE), label: index % 2 == 0 ? "C" : "H")
    }
    let sticks = (0..<count).map { BallsAndSticks.Stick($0, ($0 + 1) % count, lines) }
    return BallsAndSticks(title: "chain", caption: "of \(count)", balls: balls, sticks: count > 2 ? sticks : [], stickRadius: 0.1)
  }

  static func ball(_ position: SIMD3<Double>, radius: Double = 0.3, remark: String? = nil) -> BallsAndSticks.Ball {
    .init(at: position, radius: radius, colour: BallColour(0x3366CC), label: "A", remark: remark)
  }

  static func picture(_ models: [BallsAndSticks]) throws -> [SolidReading.Picture] {
    try #require(SolidReading(SolidGallery(title: "g", models: models).svg())).pictures
  }

  static func picture(_ model: BallsAndSticks) throws -> SolidReading.Picture {
    let pictures = try picture([model])
    try #require(pictures.count == 1)
    return pictures[0]
  }

  static func distance(_ one: [Double], _ other: [Double]) -> Double {
    zip(one, other).prefix(3).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  /// The picture is the body moved and scaled, no ball lost: distances keep their ratios.
  @Test func showsEveryBallInPlace() throws {
    let model = Self.chain(12)
    let balls = try Self.picture(model).balls
    try #require(balls.count == 12)
    let scale = try #require(balls.map { $0.data[3] }.max()) / 0.4
    var expected: [Double] = []
    var found: [Double] = []
    for i in 0..<12 {
      for j in 0..<i {
        let span = model.balls[i].position - model.balls[j].position
        expected.append((span * span).sum().squareRoot() * scale)
        found.append(Self.distance(balls[i].data, balls[j].data))
      }
    }
    // Coordinates are written to hundredths, the scale comes from a radius of some 4 units.
    for (one, other) in zip(expected.sorted(), found.sorted()) { #expect(abs(one - other) < 0.003 * other + 0.03) }
  }

  /// Far balls first; each stick after its farther ball and before its nearer one; of balls and sticks alike by depth.
  @Test(arguments: [3, 8, 30]) func isSortedByDepth(_ count: Int) throws {
    let picture = try Self.picture(Self.chain(count))
    #expect(picture.balls.map { $0.data[2] } == picture.balls.map { $0.data[2] }.sorted())
    try #require(picture.lines.count == count)
    for line in picture.lines {
      let depths = [Int(line.data[0]), Int(line.data[1])].map { picture.balls[$0].data[2] }
      let middle = (depths[0] + depths[1]) / 2
      for (index, ball) in picture.balls.enumerated() where abs(ball.data[2] - middle) > 0.02 {
        #expect((index < line.rank) == (ball.data[2] < middle), "ball \(index) and a line at depth \(middle)")
      }
    }
  }

  /// Nearer balls are seen larger, by the eye's distance of 480 units: s = 480 / (480 − z).
  @Test func isInPerspective() throws {
    for ball in try Self.picture(Self.chain(9)).balls {
      let scale = 480 / (480 - ball.data[2])
      for axis in 0..<2 { #expect(abs(ball.seen[axis] - ball.data[axis] * scale) < 0.02) }
      #expect(abs(ball.seen.z - ball.data[3] * scale) < 0.02)
    }
  }

  /// A flat, oblong lattice, wherever it lies: wide across the page, less high, and shallow but for the tilt.
  @Test(arguments: 0..<6) func liesInThePage(_ seed: Int) throws {
    let angle = Double(seed) * 1.1
    let (c, s, c2, s2) = (cos(angle), sin(angle), cos(2 * angle), sin(2 * angle))
    let turned = { (p: SIMD3<Double>) -> SIMD3<Double> in
      let q = SIMD3<Double>(p.x, c * p.y - s * p.z, s * p.y + c * p.z)
      return SIMD3<Double>(c2 * q.x - s2 * q.y + 9, s2 * q.x + c2 * q.y - 5, q.z + 100)
    }
    let places = (0..<15).map { index -> SIMD3<Double> in
      let (x, y, z) = (Double(index / 3) * 1.5, Double(index % 3), Double(index % 2) * 0.1)
      return SIMD3(x, y, z)
    }
    let model = BallsAndSticks(title: "", balls: places.map { Self.ball(turned($0)) }, sticks: [], stickRadius: 0.1)
    let balls = try Self.picture(model).balls
    let extents = (0..<3).map { axis in
      let heights = balls.map { $0.data[axis] }
      return (heights.max() ?? 0) - (heights.min() ?? 0)
    }
    #expect(extents[0] > 2 * extents[1])
    #expect(extents[1] > 30)
    #expect(extents[2] < 0.5 * extents[0])
    for ball in balls { #expect(abs(ball.seen.x) + ball.seen.z <= 80 && abs(ball.seen.y) + ball.seen.z <= 80) }
  }

  /// The picture of a body and that of its mirror image differ in hand, as the bodies do: the page's coordinates, with y down,
  /// are a mirror of the model's.
  @Test(arguments: [1.0, -1.0]) func keepsTheHand(_ hand: Double) throws {
    let places: [SIMD3<Double>] = [[0, 0, 0], [1, 0, 0], [0, 1.7, 0], [0, 0, 2.9 * hand]]
    let radii = [0.1, 0.2, 0.3, 0.4]
    let model = BallsAndSticks(
      title: "", balls: zip(places, radii).map { Self.ball($0, radius: $1) }, sticks: [], stickRadius: 0.1)
    let balls = try Self.picture(model).balls.sorted { $0.data[3] < $1.data[3] }.map(\.data)
    try #require(balls.count == 4)
    let edges = (1...3).map { end in SIMD3(balls[end][0] - balls[0][0], balls[0][1] - balls[end][1], balls[end][2] - balls[0][2]) }
    let (a, b, c) = (edges[0], edges[1], edges[2])
    let normal = SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    #expect((normal * c).sum() * hand > 100)
  }

  @Test func drawsAsManyLinesAsAsked() throws {
    let cases: [(BallsAndSticks.Stick.Lines, lines: Int, dashes: Int)] = [(.single, 1, 0), (.double, 2, 0), (.triple, 3, 0), (.dashed, 2, 1)]
    for (kind, lines, dashes) in cases {
      let model = BallsAndSticks(
        title: "", balls: [Self.ball([0, 0, 0]), Self.ball([1.4, 0, 0])], sticks: [.init(1, 0, kind)], stickRadius: 0.08)
      let picture = try Self.picture(model)
      #expect(picture.lines.count == lines)
      #expect(picture.lines.filter { $0.data[4] == 1 }.count == dashes)
      // A whole line is one outline, a dashed one four.
      let outlines = picture.lines.map { $0.outline.filter { $0 == "M" }.count }.sorted()
      #expect(outlines == Array(repeating: 1, count: lines - dashes) + Array(repeating: 4, count: dashes))
      #expect(abs(picture.lines.reduce(0) { $0 + $1.data[2] }) < 0.011)
    }
  }

  /// Of the two lines of a stick, the dashed one is nearer to the ring's middle, which is the picture's.
  @Test func dashesLieInsideTheRing() throws {
    var balls: [BallsAndSticks.Ball] = []
    var sticks: [BallsAndSticks.Stick] = []
    for corner in 0..<6 {
      let direction = SIMD3(cos(Double(corner) * .pi / 3), sin(Double(corner) * .pi / 3), 0)
      balls += [Self.ball(1.4 * direction), Self.ball(2.5 * direction, radius: 0.2)]
      sticks += [.init(2 * corner, 2 * corner + 1), .init(2 * corner, (2 * corner + 2) % 12, .dashed)]
    }
    let lines = try Self.picture(BallsAndSticks(title: "", balls: balls, sticks: sticks, stickRadius: 0.08)).lines
    let dashed = lines.filter { $0.data[4] == 1 }
    #expect(dashed.count == 6)
    for line in dashed {
      let partner = try #require(lines.first { $0.data[4] == 0 && $0.data.prefix(2) == line.data.prefix(2) })
      #expect((line.start * line.start).sum() < (partner.start * partner.start).sum())
    }
  }

  /// A line starts on the surface of its farther ball: in the page's plane at r·sin θ from the middle, θ being its angle to the line
  /// of sight, but for the little by which perspective changes from there to the middle.
  @Test func linesStartOnTheBall() throws {
    let picture = try Self.picture(Self.chain(7))
    for line in picture.lines {
      let ends = [Int(line.data[0]), Int(line.data[1])].map { picture.balls[$0] }.sorted { $0.data[2] < $1.data[2] }
      let span = (0..<3).map { ends[1].data[$0] - ends[0].data[$0] }
      let sine = ((span[0] * span[0] + span[1] * span[1]) / span.reduce(0) { $0 + $1 * $1 }).squareRoot()
      let offset = line.start - SIMD2(ends[0].seen.x, ends[0].seen.y)
      #expect(abs((offset * offset).sum().squareRoot() - ends[0].seen.z * sine) < 0.02 * 80)
    }
  }

  @Test func ringsStandAroundRemarks() throws {
    var model = Self.chain(6)
    model.balls[4].remark = "five bonds"
    let picture = try Self.picture(model)
    try #require(picture.rings.count == 1)
    let ball = picture.balls[picture.rings[0].ball]
    #expect(ball.words == "C: five bonds")
    #expect(ball.seen.x == picture.rings[0].seen.x && ball.seen.y == picture.rings[0].seen.y)
    #expect(picture.rings[0].seen.z > ball.seen.z + 2)
    let svg = SolidGallery(title: "", models: [model]).svg()
    #expect(svg.contains("6 balls (3 C, 3 H), 6 sticks. Marked: C: five bonds."))
  }

  /// Equal lengths look equal, but one model that has fallen apart does not shrink the others.
  @Test func sharesAScaleUpToALimit() throws {
    let scale = { (picture: SolidReading.Picture) in picture.balls.map { $0.data[3] }.max() ?? 0 }
    let even = try Self.picture([Self.chain(6), Self.chain(7), Self.chain(7)])
    #expect(even.allSatisfy { abs(scale($0) - scale(even[2])) < 0.011 })
    var broken = Self.chain(6)
    broken.balls[5].position.x = 400
    let apart = try Self.picture([Self.chain(6), Self.chain(6), broken])
    let alone = try Self.picture(Self.chain(6))
    #expect(scale(apart[2]) < 1)
    #expect(abs(scale(apart[0]) * 1.2 - scale(alone)) < 0.03)
  }

  @Test func colours() throws {
    let gallery = SolidGallery(title: "", models: [Self.chain(3)])
    #expect(gallery.svg().contains("#606060"))
    #expect(BallColour(0xFF0A0B0C) == BallColour(red: 10, green: 11, blue: 12))
    #expect(gallery.svg() == gallery.svg())
  }
}
