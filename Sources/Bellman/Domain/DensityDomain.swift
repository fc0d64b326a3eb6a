public import Tensors

/// A domain whose states have one shape and live in a Riemannian space: a learned law has a density, and can be held against
/// laws that are cheap.
public protocol DensityDomain: Domain where States == StateBatch {
  associatedtype Space: RiemannianSpace
  associatedtype Reference: ReferenceProcess where Reference.Space == Space
  associatedtype Network: ControlNetwork

  var space: Space { get }

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

extension DensityDomain {
  public var constraints: [Constraint] { [] }

  public func arrays(of states: StateBatch) -> StoredArrays {
    var arrays = StoredArrays()
    for (part, values) in zip(states.layout.parts, states.values) {
      arrays.store(part.name, shape: [states.count] + part.shape, values)
    }
    return arrays
  }

  public func states(from arrays: StoredArrays) throws -> StateBatch {
    let layout = space.layout
    let entries = try layout.parts.map { try arrays.array($0.name, rank: $0.shape.count + 1) }
    let count = entries.first?.shape.first ?? 0
    guard zip(entries, layout.parts).allSatisfy({ $0.shape == [count] + $1.shape }) else {
      throw ModelError("the stored states do not have the shape of \(space.name)")
    }
    return StateBatch(layout, count: count, values: entries.map(\.values))
  }
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
