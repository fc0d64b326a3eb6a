internal import Foundation
public import Tensors

/// A linear change of coordinates after which the reference's law is white: y = W (z − μ), z = μ + V y.
///
/// The noise that hides y is white too where observations are seen, as their conditioning asks for. Where there are none, and y comes from the data's covariance Σ
/// of z, noise has the covariance σ² Σ^{1/2}, half way from the data's to white: it is independent along the directions of Σ (`components`), and the larger
/// in units of the data (`noiseScales`) the less z varies there. Large components are then decided before small ones, and the small ones given these. Under
/// noise with the covariance Σ all components, which have one cause, stand out of it at one level, and a control that is not exact there leaves draws that a
/// network tells from the data; under white noise the small ones are hidden too long. Wide series, which keep their principal components alone, are hidden by
/// noise that is as large in z for all of these, which suits fields better. Measured in docs/results/timeseries.md.
public struct Whitening: Hashable, Sendable {
  /// [length, channels] of z.
  public let width: Int
  /// Of y.
  public let tokens: Int
  public let tokenWidth: Int
  public let mean: [Double]
  /// W [width, outputs], applied to rows: y = (z − μ) W; nil where it is the identity.
  let forward: DenseMatrix?
  /// V [outputs, width]: z = μ + y V.
  let backward: DenseMatrix?
  /// Vᵀ V, the covariance of z under the reference, and W Wᵀ, its inverse; nil where y has fewer dimensions than z, or V is the identity.
  let covariance: DenseMatrix?
  let precision: DenseMatrix?
  /// U [outputs, outputs], orthonormal: the rows are directions of y along which noise is independent, components are y Uᵀ. Nil where they are those of y.
  let directions: DenseMatrix?
  /// What a level σ of noise is times for each component where nothing is observed, in deviations of the component.
  let noiseScales: [Double]
  /// How much an error of each of y weighs at every level, of mean one: its size. Nil where y has places.
  let importance: [Double]?

  public var outputs: Int { tokens * tokenWidth }
  /// Whether y keeps the places of z in time and channel.
  public var keepsPlaces: Bool { outputs == width }

  /// Variances below this are not lengthened any more, as a share of the mean one. Steps of slow channels have such small ones: drawn after 1,500 steps, hourly
  /// pressures of energy_data moved three times as roughly as they do with 1e-4, and twice with 1e-6.
  private static var floor: Double { 1e-6 }
  /// The same of principal components, as a share of the first.
  private static var componentFloor: Double { 1e-8 }
  /// Wider series are seen through their principal components.
  public static var greatestDense: Int { 1400 }
  private static var greatestLatent: Int { 96 }
  private static var latentShare: Double { 1 - 1e-6 }

  /// White noise.
  public init(length: Int, channels: Int, mean: [Double]) {
    self.init(width: length * channels, tokens: length, tokenWidth: channels, mean: mean, forward: nil, backward: nil)
  }

  /// Noise that is correlated in time, each channel by itself: a path of it is s L times white noise.
  /// - Parameters:
  ///   - colouring: L of each channel; `whitening`: L⁻¹.
  ///   - scale: s.
  public init(length: Int, channels: Int, mean: [Double], colouring: [DenseMatrix], whitening: [DenseMatrix], scale: Double) {
    let width = length * channels
    var (forward, backward) = (DenseMatrix(zeros: width, width), DenseMatrix(zeros: width, width))
    for channel in 0..<channels {
      for to in 0..<length {
        for from in 0..<length {
          forward[from * channels + channel, to * channels + channel] = whitening[channel][to, from] / scale
          backward[from * channels + channel, to * channels + channel] = colouring[channel][to, from] * scale
        }
      }
    }
    self.init(width: width, tokens: length, tokenWidth: channels, mean: mean, forward: forward, backward: backward)
  }

  /// Noise with the covariance of the rows: W = Σ^{−1/2}, the root that moves values least, so that y still has places in time and channel. Wide series
  /// keep their principal components alone.
  ///
  /// - Parameter rows: z [rows, length · channels].
  public init(dataCovariance rows: DenseMatrix, length: Int, channels: Int, seed: UInt64) throws {
    let width = length * channels
    guard width > Self.greatestDense else {
      var mean = [Double](repeating: 0, count: width)
      for row in 0..<rows.rows { for column in 0..<width { mean[column] += rows.values[row * width + column] / Double(rows.rows) } }
      var centred = rows
      for row in 0..<rows.rows { for column in 0..<width { centred.values[row * width + column] -= mean[column] } }
      var covariance = centred.product(.transposed, centred)
      for place in covariance.values.indices { covariance.values[place] /= Double(rows.rows) }
      let decomposition = try SymmetricEigendecomposition(covariance)
      let least = Self.floor * max(decomposition.values.reduce(0, +) / Double(width), .leastNormalMagnitude)
      self.init(
        width: width, tokens: length, tokenWidth: channels, mean: mean, forward: decomposition.function { 1 / max($0, least).squareRoot() },
        backward: decomposition.function { max($0, least).squareRoot() }, directions: decomposition.vectors)
      return
    }
    let components = try PrincipalComponents(of: rows, count: Self.greatestLatent, share: Self.latentShare, seed: seed)
    let count = components.variances.count
    let least = Self.componentFloor * (components.variances.first ?? 1)
    let roots = components.variances.map { max($0, least).squareRoot() }
    var (forward, backward) = (components.directions.transposed, components.directions)
    for row in 0..<width { for column in 0..<count { forward[row, column] /= roots[column] } }
    for row in 0..<count { for column in 0..<width { backward[row, column] *= roots[row] } }
    self.init(width: width, tokens: 1, tokenWidth: count, mean: components.mean, forward: forward, backward: backward)
  }

  /// - Parameter directions: see there; where y keeps no places they are those of y.
  init(
    width: Int, tokens: Int, tokenWidth: Int, mean: [Double], forward: DenseMatrix?, backward: DenseMatrix?, directions: DenseMatrix? = nil
  ) {
    (self.width, self.tokens, self.tokenWidth, self.mean) = (width, tokens, tokenWidth, mean)
    (self.forward, self.backward, self.directions) = (forward, backward, directions)
    let keepsPlaces = tokens * tokenWidth == width
    covariance = keepsPlaces ? backward.map { $0.product(.transposed, $0) } : nil
    precision = keepsPlaces ? forward.map { $0.product($0, .transposed) } : nil
    let sizes = backward.map { Self.sizes(directions?.product($0) ?? $0) } ?? []
    let mean = sizes.reduce(0, +) / Double(max(sizes.count, 1))
    let greatest = sizes.max() ?? 0
    let least = Self.leastSize * greatest
    guard greatest > 0, directions != nil || !keepsPlaces else {
      (noiseScales, importance) = ([Double](repeating: 1, count: tokens * tokenWidth), nil)
      return
    }
    // Of the root of the covariance: the variances of components, in units of the noise that hides them, have a mean of one.
    noiseScales = keepsPlaces ? sizes.map { (mean / max($0, least)).squareRoot() } : sizes.map { greatest / max($0, least) }
    importance = keepsPlaces ? nil : sizes.map { $0 / mean }
  }

  /// How far each row moves z, a deviation.
  private static func sizes(_ backward: DenseMatrix) -> [Double] {
    (0..<backward.rows).map { row in (0..<backward.columns).reduce(0) { $0 + backward[row, $1] * backward[row, $1] }.squareRoot() }
  }

  private static var leastSize: Double { 1e-6 }

  /// Components of rows of y, and y of components.
  func components(_ y: DenseMatrix) -> DenseMatrix { directions.map { y.product($0, .transposed) } ?? y }
  func joined(_ components: DenseMatrix) -> DenseMatrix { directions.map { components.product($0) } ?? components }

  /// y of rows of z.
  public func whitened(_ z: DenseMatrix) -> DenseMatrix {
    var centred = z
    for row in 0..<z.rows { for column in 0..<width { centred.values[row * width + column] -= mean[column] } }
    return forward.map { centred.product($0) } ?? centred
  }

  /// z of rows of y.
  public func coloured(_ y: DenseMatrix) -> DenseMatrix {
    var z = backward.map { y.product($0) } ?? y
    for row in 0..<z.rows { for column in 0..<width { z.values[row * width + column] += mean[column] } }
    return z
  }

  /// The share of the rows' variance that y keeps.
  public func keptShare(of z: DenseMatrix) -> Double {
    let again = coloured(whitened(z))
    var (lost, total) = (0.0, 0.0)
    for row in 0..<z.rows {
      for column in 0..<width {
        let place = row * width + column
        lost += pow(z.values[place] - again.values[place], 2)
        total += pow(z.values[place] - mean[column], 2)
      }
    }
    return total > 0 ? 1 - lost / total : 1
  }
}
