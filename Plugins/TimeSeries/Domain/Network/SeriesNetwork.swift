public import Bellman
public import Networks
public import Tensors

/// The control of a series: a transformer over time whose norms are moved by the level of noise and by what is constant in the series; each row is told where
/// in the seasons it stands.
///
/// It answers F of the scaling of Karras et al.: with y_σ = y + σ ε and a y of variance one, the denoiser is
/// D = y_σ/(σ² + 1) + σ/√(σ² + 1) · F(y_σ/√(σ² + 1), σ). With F = 0 it is that of the Gaussian law with the reference's covariance: the network learns the
/// control that is left. Where values are observed the same holds of the reference's law given them: y_σ is of what stays free, and the network sees what is
/// expected. Where none are each component of y has σ times a factor of its own.
///
/// Sources: T. Karras et al., NeurIPS 2022, table 1; W. Peebles, S. Xie, ICCV 2023, for norms that are moved.
public struct SeriesNetwork: Sendable {
  public let shape: SeriesNetworkShape
  public let parameters: ParameterTree
  private let input: Linear
  private let position: Parameter
  private let level: Perceptron
  private let blocks: [ModulatedBlock]
  private let lastMotion: Linear
  private let output: Linear
  private let levels = FourierFeatures(count: 16, lowest: 0.05, highest: 2)
  /// The linear map from y to what a person sees, each value of variance one: [outputs, outputs]; nil where y is that already.
  private let view: DenseMatrix?
  /// Whether it is told which places of z are observed.
  let seesPlaces: Bool
  /// Where nothing is observed y is given and answered in components (`Whitening`): [outputs, outputs]; nil where these are those of y.
  private let directions: DenseMatrix?
  /// What a level σ is times for each component where nothing is observed; where something is, σ is that of all of y.
  public let noiseScales: [Double]

  private static var headWidth: Int { 16 }

  public init(_ shape: SeriesNetworkShape, size: NetworkSize, whitening: Whitening) {
    self.shape = shape
    view = whitening.keepsPlaces ? whitening.backward.map(Self.scaledColumns) : nil
    (directions, noiseScales) = (whitening.directions, whitening.noiseScales)
    let width = max(Self.headWidth, (size.width + Self.headWidth - 1) / Self.headWidth * Self.headWidth)
    seesPlaces = shape.seesObservations && whitening.keepsPlaces
    let faces = (shape.seesObservations ? 2 : 1) * (view == nil ? 1 : 2) + (seesPlaces ? 1 : 0)
    var tree = ParameterTree()
    input = Linear(&tree, "input", faces * shape.tokenWidth + (shape.turns?.rows ?? 0), width)
    position = tree.declare("position", [shape.tokens, width], .normal(deviation: 0.5))
    level = Perceptron(&tree, "level", widths: [levels.width + (shape.seesObservations ? 1 : 0) + shape.conditions, width, width])
    let isSequence = shape.tokens > 1
    blocks = (0..<size.depth).map { number in
      ModulatedBlock(
        &tree, "block\(number)", width: width, heads: isSequence ? width / Self.headWidth : nil, hidden: (isSequence ? 2 : 3) * width)
    }
    lastMotion = Linear(&tree, "lastMotion", width, 2 * width, law: .constant(0))
    output = Linear(&tree, "output", width, shape.tokenWidth, law: .constant(0))
    parameters = tree
  }

  private static func scaledColumns(_ matrix: DenseMatrix) -> DenseMatrix {
    var result = matrix
    for column in 0..<matrix.columns {
      var sum = 0.0
      for row in 0..<matrix.rows { sum += matrix[row, column] * matrix[row, column] }
      let factor = sum > 0 ? 1 / sum.squareRoot() : 0
      for row in 0..<matrix.rows { result[row, column] *= factor }
    }
    return result
  }

  /// The names of inputs.
  public enum Input {
    /// y_σ/√(σ² + 1), in components where nothing is observed [tokens, tokenWidth].
    public static let state = "state"
    /// log σ [1].
    public static let level = "level"
    /// [conditions].
    public static let conditions = "conditions"
    /// What is expected of y given what is observed, 0 where nothing is [tokens, tokenWidth].
    public static let expected = "expected"
    /// 1 where z is observed [tokens, tokenWidth].
    public static let mask = "mask"
    /// 1 where anything is observed [1].
    public static let isObserved = "isObserved"
  }

  /// F [batch, tokens, tokenWidth], of inputs that it declares; in components where nothing is observed.
  public func callAsFunction(_ trace: Trace) -> Tensor {
    let (batch, tokens, width) = (trace.rowCount, shape.tokens, shape.tokenWidth)
    let isObserved = shape.seesObservations ? trace.rows(Input.isObserved, [1]) : nil
    /// Rows times a matrix where nothing is observed, and as they are elsewhere.
    func turned(_ x: Tensor, by matrix: DenseMatrix?) -> Tensor {
      guard let matrix else { return x }
      let y = x.reshaped([batch, tokens * width]).matrixProduct(trace.constant(matrix.values, [matrix.rows, matrix.columns]))
        .reshaped([batch, tokens, width])
      guard let isObserved else { return y }
      return y + isObserved.reshaped([batch, 1, 1]) * (x - y)
    }
    var faces = [turned(trace.rows(Input.state, [tokens, width]), by: directions)]
    if shape.seesObservations { faces.append(trace.rows(Input.expected, [tokens, width])) }
    if let view {
      let matrix = trace.constant(view.values, [view.rows, view.columns])
      faces += faces.map { $0.reshaped([batch, tokens * width]).matrixProduct(matrix).reshaped([batch, tokens, width]) }
    }
    if seesPlaces { faces.append(trace.rows(Input.mask, [tokens, width])) }
    var features = levels(trace.rows(Input.level, [1]))
    if let isObserved { features = features.concatenated(with: [isObserved], axis: -1) }
    if shape.conditions > 0 {
      let known = trace.rows(Input.conditions, [shape.conditions])
      features = features.concatenated(with: [known], axis: -1)
      if let turns = shape.turns {
        let season = known.slice(axis: -1, shape.conditions - turns.rows..<shape.conditions)
        faces.append(season.matrixProduct(trace.constant(turns.values, [turns.rows, turns.columns])).reshaped([batch, tokens, turns.rows]))
      }
    }
    let mover = level(features).silu()
    let seen = faces.count == 1 ? faces[0] : faces[0].concatenated(with: Array(faces.dropFirst()), axis: -1)
    var x = input(seen) + position.tensor(in: trace)
    for block in blocks { x = block(x, mover: mover) }
    return turned(output(ModulatedBlock.moved(x, lastMotion(mover))), by: directions?.transposed)
  }
}
