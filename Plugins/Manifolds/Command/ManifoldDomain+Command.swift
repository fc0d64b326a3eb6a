public import ArgumentParser
public import Bellman
public import DomainCommand
internal import Figures
internal import Foundation
public import ManifoldDomain

/// Options that say which space is meant.
public struct ManifoldOptions: ParsableArguments {
  public init() {}

  @Option(
    help: ArgumentHelp(
      "The space: S1, S2, …, T1, T2, …, SO3, or a product such as S2xT2.",
      discussion: """
        Files are CSV, lines that start with # are comments. Columns: S2 latitude,longitude in degrees; Tn n angles; SO3 the 9 entries \
        of a matrix row by row, or a quaternion w,x,y,z; other spheres the n + 1 coordinates of a unit vector; products one behind \
        the other.
        """))
  var space: String

  @Option(help: "The unit of angles in files of tori: degrees or radians.")
  var unit: AngleUnit = .degrees
}

extension AngleUnit: ExpressibleByArgument {}

extension ManifoldDomain: DensityCommandDomain {
  public static var exampleOptions: String { "--space S2" }

  public static func configuration(_ options: ManifoldOptions, dataPath: String) throws -> Configuration {
    Configuration(space: options.space, unit: options.unit)
  }

  public static var quickstart: QuickstartPlan {
    QuickstartPlan(
      dataset: "simulated-earthquakes", arguments: ["--space", "S2"], minutes: 0.4, network: NetworkSize(width: 128, depth: 3))
  }

  public func load(_ path: String) throws -> FileStates<StateBatch> {
    let states = try encode(read(path))
    return FileStates(states, notes: notes(on: states))
  }

  /// Radians that are read as degrees lie within 2π degrees of zero.
  private func notes(on data: StateBatch) -> [String] {
    guard configuration.unit == .degrees else { return [] }
    let angles = zip(space.factors, space.stateRanges).filter { $0.0 is Torus }.flatMap { Array($0.1) }
    let limit = 2 * Double.pi * .pi / 180 * (1 + 1e-9)
    let looksLikeRadians =
      !angles.isEmpty && data.count > 9
      && (0..<data.count).allSatisfy { row in
        let state = data.vector(row)
        return angles.allSatisfy { index in
          let angle = state[state.startIndex + index]
          return min(angle, 2 * .pi - angle) <= limit
        }
      }
    return looksLikeRadians
      ? ["All angles lie within 2π degrees of zero: if they are radians, train with --unit radians."] : []
  }

  public func figures(_ content: ReportContent) throws -> [ReportFigure] {
    switch space.name {
    case "S2": try sphere(content)
    case "SO3": [rotations(content)]
    case "T2": try torus(content)
    default: [space.factors.allSatisfy { $0 is Torus } ? angles(content) : content.coordinates()]
    }
  }

  // MARK: Pictures

  private func sphere(_ content: ReportContent) throws -> [ReportFigure] {
    func points(_ states: StateBatch) -> [SIMD3<Double>] {
      (0..<states.count).map { row in
        let x = Array(states.vector(row))
        return SIMD3(x[0], x[1], x[2])
      }
    }
    let (rows, columns) = (90, 180)
    let grid = SphereDensity.points(rows: rows, columns: columns)
    let states = encode(grid.map { ManifoldPoint([$0.x, $0.y, $0.z]) })
    let density = try SphereDensity(rows: rows, columns: columns, values: try content.density.logDensity(states).map { exp($0) })
    return [
      ReportFigure(
        SphereMap(
          title: "Learned density and data", density: density,
          sets: [
            PointSet(name: "data (training)", points: points(content.training), limit: 2500)
          ]),
        caption: "The learned density as regions that hold 99 to 5 per cent of it, under the training data; equal-area map (Equal Earth)."),
      ReportFigure(
        SphereMap(
          title: "Data and samples",
          sets: [
            PointSet(name: "data (held out)", points: points(content.test), limit: 1500),
            PointSet(name: "samples", points: points(content.samples), limit: 1500),
          ]),
        caption: "Points that the model has not seen, and as many of its own."),
    ]
  }

  private func torus(_ content: ReportContent) throws -> [ReportFigure] {
    func points(_ states: StateBatch) -> [SIMD2<Double>] {
      (0..<states.count).map { row in
        let x = Array(states.vector(row))
        return SIMD2(x[0], x[1])
      }
    }
    let (rows, columns) = (120, 120)
    let grid = TorusDensity.points(rows: rows, columns: columns)
    let turn = 2 * Double.pi
    let states = encode(
      grid.map { point in
        ManifoldPoint([point.x, point.y].map { $0 - turn * ($0 / turn).rounded(.down) })
      })
    let density = try TorusDensity(rows: rows, columns: columns, values: try content.density.logDensity(states).map { exp($0) })
    let (first, second) = (AngleAxis("first angle"), AngleAxis("second angle"))
    return [
      ReportFigure(
        TorusMap(
          title: "Learned density and data", horizontal: first, vertical: second, density: density,
          sets: [
            PointSet(name: "data (training)", points: points(content.training), limit: 2500)
          ]),
        caption: "The learned density as regions that hold 99 to 5 per cent of it, under the training data."),
      ReportFigure(
        TorusMap(
          title: "Data and samples", horizontal: first, vertical: second,
          sets: [
            PointSet(name: "data (held out)", points: points(content.test), limit: 1500),
            PointSet(name: "samples", points: points(content.samples), limit: 1500),
          ]),
        caption: "Points that the model has not seen, and as many of its own."),
    ]
  }

  private func angles(_ content: ReportContent) -> ReportFigure {
    func points(_ states: StateBatch) -> [[Double]] { (0..<states.count).map { Array(states.vector($0)) } }
    return ReportFigure(
      PairGrid(
        title: "Pairs of angles", variables: (1...space.dimension).map { .angle(AngleAxis("angle \($0)")) },
        sets: [
          PointSet(name: "data (held out)", points: points(content.test), limit: 1000),
          PointSet(name: "samples", points: points(content.samples), limit: 1000),
        ]),
      caption: "Every pair of angles, and on the diagonal each angle alone.")
  }

  private func rotations(_ content: ReportContent) -> ReportFigure {
    func images(_ states: StateBatch) -> [RotationFigure.Images] {
      (0..<states.count).compactMap { RotationFigure.Images(rowMajor: Array(states.vector($0))) }
    }
    return ReportFigure(
      RotationFigure(
        title: "Rotations of data and samples",
        laws: [
          PointSet(name: "data (held out)", points: images(content.test), limit: 1000),
          PointSet(name: "samples", points: images(content.samples), limit: 1000),
        ]),
      caption: "Where the rotations take the three axes, on equal-area maps, and the law of the rotation angle.")
  }
}
