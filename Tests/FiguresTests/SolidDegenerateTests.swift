import Figures
import Foundation
import Testing

/// Whatever the numbers, a gallery is well-formed and holds no number that SVG cannot read.
@Suite struct SolidDegenerateTests {
  static func read(_ models: [BallsAndSticks]) throws -> [SolidReading.Picture] {
    let gallery = SolidGallery(title: "", models: models)
    let page = ReportPage(title: "", sections: [.init("", [.figure(gallery, caption: "")])]).html()
    let still = try #require(SolidReading(gallery.svg()), "the drawing is not well-formed").pictures
    let pictures = try #require(SolidReading(page), "the page is not well-formed").pictures
    #expect(pictures.count == models.count)
    #expect(pictures.map(\.balls.count) == still.map(\.balls.count))
    for picture in pictures {
      for ball in picture.balls {
        try #require(ball.data.count == 4)
        #expect(ball.data.allSatisfy { abs($0) <= 80 })
        #expect(abs(ball.seen.x) + ball.seen.z <= 80 && abs(ball.seen.y) + ball.seen.z <= 80)
      }
      for line in picture.lines {
        #expect(line.data.allSatisfy { $0.isFinite })
        #expect(!line.outline.contains { "nei".contains($0) })
      }
    }
    return pictures
  }

  static func model(_ balls: [BallsAndSticks.Ball], stickRadius: Double = 0.1) -> BallsAndSticks {
    let count = balls.count
    let sticks = (0...count).flatMap { one in (-1...count).map { BallsAndSticks.Stick(one, $0, .allCases[abs(one + $0) % 4]) } }
    return BallsAndSticks(title: "", balls: balls, sticks: sticks, stickRadius: stickRadius)
  }

  @Test func nothingAndOne() throws {
    #expect(try Self.read([]).isEmpty)
    let pictures = try Self.read([Self.model([]), Self.model([SolidTests.ball([5, 6, 7], radius: 0.2)])])
    #expect(pictures[0].balls.isEmpty && pictures[0].lines.isEmpty)
    #expect(pictures[1].balls.count == 1 && pictures[1].lines.isEmpty)
    #expect(pictures[1].balls[0].data.prefix(3).allSatisfy { $0 == 0 })
    #expect(pictures[1].balls[0].data[3] > 50)
  }

  /// What cannot be drawn is left out and counted; the rest is drawn, sticks keep their balls.
  @Test func leavesOutWhatHasNoPlace() throws {
    let awkward: [Double] = [.nan, .infinity, -.infinity]
    var balls = [SolidTests.ball([0, 0, 0])]
    for value in awkward {
      balls += [SolidTests.ball([value, 0, 0]), SolidTests.ball([0, value, 0]), SolidTests.ball([0, 0, value])]
      balls.append(SolidTests.ball([1, 1, 1], radius: value))
    }
    balls += [SolidTests.ball([0, 0, 0], radius: 0), SolidTests.ball([0, 0, 0], radius: -1), SolidTests.ball([2, 0, 0])]
    let last = balls.count - 1
    let model = BallsAndSticks(
      title: "", balls: balls, sticks: [.init(0, last), .init(0, 1), .init(last, last + 1), .init(last, last), .init(-1, 0)],
      stickRadius: 0.1)
    let picture = try Self.read([model])[0]
    #expect(picture.balls.count == 2)
    #expect(picture.lines.count == 1)
    #expect(SolidGallery(title: "", models: [model]).svg().contains("2 balls (2 A), 1 sticks. Not drawn: \(last - 1) balls, 4 sticks."))
  }

  @Test(arguments: [1e308, .greatestFiniteMagnitude, 1e-300, .leastNonzeroMagnitude, 1e-9, 0]) func scales(_ size: Double) throws {
    let radius = max(size / 4, .leastNonzeroMagnitude)
    let places: [SIMD3<Double>] = [[size, 0, 0], [-size, size, 0], [0, -size, size], [0, 0, 0], [0, 0, 0], [size, -size, -size]]
    let balls = places.map { SolidTests.ball($0, radius: radius) }
    for stickRadius in [radius / 3, 0.1, .greatestFiniteMagnitude, 0, -1, .nan, .infinity] {
      let pictures = try Self.read([Self.model(balls, stickRadius: stickRadius), SolidTests.chain(5)])
      #expect(pictures[0].balls.count == places.count)
      #expect(pictures[0].lines.isEmpty == !(stickRadius > 0 && stickRadius.isFinite))
    }
  }

  /// A stick that points at the reader, balls on top of one another, a line and a point of many balls.
  @Test func alignedBalls() throws {
    let line = (0..<7).map { SolidTests.ball([0, 0, Double($0)]) }
    let point = (0..<7).map { _ in SolidTests.ball([1, 1, 1]) }
    let flat = (0..<7).map { SolidTests.ball([Double($0 % 3), Double($0 / 3), 0]) }
    let pictures = try Self.read([line, point, flat].map { Self.model($0) })
    let across = pictures[0].balls.map(\.seen.x)
    #expect((across.max() ?? 0) - (across.min() ?? 0) > 60)
    #expect(pictures[1].lines.allSatisfy { $0.outline.isEmpty })
  }
}
