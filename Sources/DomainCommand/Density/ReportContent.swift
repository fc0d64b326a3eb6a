public import Bellman
public import Figures

/// What a domain's pictures show.
public struct ReportContent: Sendable {
  /// Rows that the network was trained on.
  public let training: StateBatch
  /// Rows that it has not seen.
  public let test: StateBatch
  /// Draws from the learned law.
  public let samples: StateBatch
  /// The learned law: the average of the learned control and the baselines.
  ///
  /// Its densities are as accurate as a picture needs.
  public let density: any DensityModel
  /// The law that it is held against, where there is one.
  public let baseline: (any DensityModel)?

  /// Unseen rows and samples by their states' coordinates, two at a time.
  /// - Parameter count: the coordinates that are shown, at most: the first ones.
  public func coordinates(atMost count: Int = 6) -> ReportFigure {
    let parts = test.layout.parts
    let places = parts.indices.flatMap { part in (0..<parts[part].elementCount).map { (part: part, element: $0) } }
    let shown = places.prefix(count)
    func points(_ states: StateBatch) -> [[Double]] {
      (0..<states.count).map { row in
        shown.map { states.values[$0.part][row * parts[$0.part].elementCount + $0.element] }
      }
    }
    let names = shown.map { parts[$0.part].elementCount > 1 ? "\(parts[$0.part].name) \($0.element + 1)" : parts[$0.part].name }
    let rest = places.count > shown.count ? " The first \(shown.count) of \(places.count) are shown." : ""
    return ReportFigure(
      PairGrid(
        title: "Coordinates of data and samples", variables: names.map { .real(Axis($0)) },
        sets: [
          PointSet(name: "data (held out)", points: points(test), limit: 1000),
          PointSet(name: "samples", points: points(samples), limit: 1000),
        ]),
      caption: "Every pair of coordinates of the states, and on the diagonal each alone.\(rest)")
  }
}

/// A picture of a report.
public struct ReportFigure: Sendable {
  public var figure: any Figure
  public var caption: String

  public init(_ figure: any Figure, caption: String) {
    self.figure = figure
    self.caption = caption
  }
}
