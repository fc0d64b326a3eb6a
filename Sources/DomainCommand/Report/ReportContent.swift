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
  /// The learned law: the average of the learned control and the baselines. Its densities are as accurate as a picture needs.
  public let density: any DensityModel
  /// The law that it is held against, where there is one.
  public let baseline: (any DensityModel)?
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
