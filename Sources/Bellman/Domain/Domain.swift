public import Tensors

/// A kind of data and its geometry, as a bundle of parts: the space that states live in, the reference process that carries noise,
/// the network that learns the control, the checks, and the files of the field.
///
/// Solvers, schedules, objectives, budgets and seeds are values given to the engine; they are no part of a domain.
public protocol Domain: Sendable {
  /// What distinguishes one instance from another (“which space?”, “which unit?”); it is kept in the run's record.
  associatedtype Configuration: Codable, Hashable, Sendable
  /// What a person reads: a point, a molecule, a series.
  associatedtype Sample: Sendable
  associatedtype Space: RiemannianSpace
  associatedtype Reference: ReferenceProcess where Reference.Space == Space
  associatedtype Network: ControlNetwork

  /// The program's name, “manifolds”.
  static var name: String { get }
  /// What it is for, in a sentence.
  static var summary: String { get }

  init(_ configuration: Configuration) throws
  var configuration: Configuration { get }
  var space: Space { get }

  /// Samples of a file of the field, strictly read: a typed error names the line.
  func read(_ path: String) throws -> [Sample]
  /// Writes samples to a file of the field, atomically.
  func write(_ samples: [Sample], to path: String) throws
  func encode(_ samples: [Sample]) throws -> StateBatch
  func decode(_ states: StateBatch) -> [Sample]

  /// The reference process for these training states.
  func reference(for training: StateBatch) throws -> Reference
  /// γ(t) of the reference's noising kernels, recorded: the network answers with γ times the score.
  func noiseDeviation(_ time: Tensor, of reference: Reference) -> Tensor
  func network(_ size: NetworkSize) -> Network

  /// Checks beyond being in the space.
  var constraints: [Constraint] { get }
  /// Cheap laws that a learned one must beat, fitted on training states, their weights on validation states.
  /// The first is the one that a learned control is held against and averaged with.
  func baselines(training: StateBatch, validation: StateBatch) throws -> [any StoredDensityModel]
  /// A baseline from the arrays in which it was kept.
  func baseline(_ kind: String, from arrays: StoredArrays) throws -> any StoredDensityModel
}

extension Domain {
  public var constraints: [Constraint] { [] }
}

/// How large a network is made.
public struct NetworkSize: Hashable, Sendable, Codable {
  public var width: Int
  public var depth: Int

  public init(width: Int = 128, depth: Int = 4) {
    self.width = width
    self.depth = depth
  }
}

/// A named check, with the excess of each sample over what is allowed: zero or less when it holds, in the check's own unit.
public struct Constraint: Sendable {
  public let name: String
  public let unit: String
  public let excess: @Sendable (StateBatch) -> [Double]

  public init(_ name: String, unit: String, excess: @escaping @Sendable (StateBatch) -> [Double]) {
    self.name = name
    self.unit = unit
    self.excess = excess
  }
}
