public import Tensors

/// Where states live: their shape, the tangent part of a vector, a step along a tangent vector, and what is wrong with
/// a state.
///
/// Geometry is written once, with tensors: it is then differentiable, batched, and compiled together with a network.
public protocol StateSpace: Sendable {
  /// The name by which a person asks for the space, “S2xT2”.
  var name: String { get }
  /// Parts of a state.
  var layout: StateLayout { get }
  /// Parts of a tangent vector, in coordinates in which `tangentPart` of a standard normal array is standard normal on
  /// the tangent space.
  var tangentLayout: StateLayout { get }

  /// The orthogonal projection of arrays in tangent coordinates onto the tangent space at `state`.
  func tangentPart(_ vector: NamedTensors, at state: NamedTensors) -> NamedTensors
  /// The state reached from `state` along the tangent vector `step`: the exponential map or a retraction.
  func advance(_ state: NamedTensors, along step: NamedTensors) -> NamedTensors
  /// What keeps each state from being in the space; never traps.
  func violations(of states: StateBatch, tolerance: Double) -> [Violation]
}

/// One way in which one state of a batch is not in its space or breaks a constraint.
public struct Violation: Hashable, Sendable, CustomStringConvertible {
  public let row: Int
  /// The check, “unit norm”.
  public let check: String
  /// By how much, in the check's own unit; NaN when the state is not finite.
  public let excess: Double

  public init(row: Int, check: String, excess: Double) {
    self.row = row
    self.check = check
    self.excess = excess
  }

  public var description: String { "row \(row): \(check) is off by \(excess)" }
}

/// A space with a Riemannian metric; `advance` is its exponential map.
///
/// At a cut locus `logarithm` gives one of the shortest vectors, always the same, of norm equal to the distance.
public protocol RiemannianSpace: StateSpace {
  /// Dimension of the manifold.
  var dimension: Int { get }
  /// Logarithm of the Riemannian volume; infinite where there is no uniform law.
  var logVolume: Double { get }

  /// The shortest tangent vector at `state` whose exponential is `other`.
  func logarithm(from state: NamedTensors, to other: NamedTensors) -> NamedTensors
  /// Geodesic distance: [batch].
  func distance(_ state: NamedTensors, _ other: NamedTensors) -> Tensor
  /// ⟨v, w⟩ at `state`: [batch].
  func innerProduct(_ v: NamedTensors, _ w: NamedTensors, at state: NamedTensors) -> Tensor
  /// Parallel transport of `vector` along the shortest geodesic.
  func transport(_ vector: NamedTensors, from state: NamedTensors, to other: NamedTensors) -> NamedTensors
  /// log |det d exp_x| at the tangent vector: the volume that the exponential map makes of a unit of tangent volume.
  /// [batch]
  func exponentialLogVolume(_ vector: NamedTensors, at state: NamedTensors) -> Tensor
  /// The rate at which the state's coordinates change when it moves along `vector`: in the state's layout. Smooth also
  /// a little beside the space, where the stages of a Runge–Kutta step lie, and such that the flow of a field stays in
  /// the space.
  func coordinateVelocity(_ vector: NamedTensors, at state: NamedTensors) -> NamedTensors
  /// The state of the space that belongs to coordinates a little beside it; the identity on the space.
  func projected(_ state: NamedTensors) -> NamedTensors
  /// Riemannian divergence of a tangent field, recorded as a function of `state`: [batch].
  func divergence(of field: NamedTensors, at state: NamedTensors) -> Tensor
  /// Draws from the uniform law; for a space of infinite volume, from any full law of the size of typical data, such as the
  /// standard normal law of Rⁿ.
  func uniformStates(count: Int, _ randomness: RandomCoordinates) -> StateBatch
}

/// A space whose heat kernel is known: K_s(x, ·) is the law at X of Brownian motion dX = σ dB started at x, s² = ∫σ²
/// dt.
public protocol HeatKernelSpace: RiemannianSpace {
  /// Exact draws from the heat kernels around `states`, with one standard deviation for each row.
  func heatKernelDraws(around states: StateBatch, standardDeviations: [Double], _ randomness: RandomCoordinates) -> StateBatch
  /// log K_s(x, y) for each pair of rows, with respect to the Riemannian volume.
  func logHeatKernel(from x: StateBatch, to y: StateBatch, standardDeviations: [Double]) -> [Double]
  /// The gradient of log K_s(x, y) in y, in tangent coordinates at y, for each pair of rows.
  func heatKernelScore(from x: StateBatch, at y: StateBatch, standardDeviations: [Double]) -> StateBatch
}
