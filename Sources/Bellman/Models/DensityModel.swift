/// A law on a state space with a density that can be evaluated and drawn from: a trained flow, a kernel estimate, the
/// uniform law.
public protocol DensityModel: Sendable {
  /// What a table calls it.
  var name: String { get }
  /// log p at each row, in nats with respect to the Riemannian volume.
  func logDensity(_ states: StateBatch) throws -> [Double]
  /// `count` draws: a function of (seed, stream, step, first row) and of the row's place; the first rows of a larger
  /// batch are those of a smaller one, but for the tolerance of an integrator whose rows share their steps.
  func draws(count: Int, _ randomness: RandomCoordinates) throws -> StateBatch
}

/// A fitted law that a run's folder can keep.
public protocol StoredDensityModel: DensityModel {
  /// By which the domain knows how to restore it.
  var kind: String { get }
  var arrays: StoredArrays { get }
  /// The law with further rows taken in as if it had been fitted on them too, all that was chosen kept: what a law may become when
  /// the rows that chose are no longer needed for choosing. Nil where rows have no such part in it.
  func completed(with rows: StateBatch) -> (any StoredDensityModel)?
}

extension StoredDensityModel {
  public func completed(with rows: StateBatch) -> (any StoredDensityModel)? { nil }
}

/// The uniform law of a space of finite volume.
public struct UniformLaw<Space: RiemannianSpace>: StoredDensityModel {
  public let space: Space

  public init(_ space: Space) { self.space = space }

  public var name: String { "uniform law" }
  public var kind: String { "uniform" }
  public var arrays: StoredArrays { StoredArrays() }

  public func logDensity(_ states: StateBatch) -> [Double] {
    [Double](repeating: -space.logVolume, count: states.count)
  }

  public func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    space.uniformStates(count: count, randomness)
  }
}
