/// A kind of data, as a bundle of parts: what a person reads, the states that the engine works with, and the files of the field.
///
/// What is learned about the states is said by refinements: `DensityDomain` for states of one shape in a Riemannian space.
/// Solvers, schedules, objectives, budgets and seeds are values given to the engine; they are no part of a domain.
public protocol Domain: Sendable {
  /// What distinguishes one instance from another (“which space?”, “which unit?”); it is kept in the run's record.
  associatedtype Configuration: Codable, Hashable, Sendable
  /// What a person reads: a point, a molecule, a series.
  associatedtype Sample: Sendable
  /// Samples as the engine works with them.
  associatedtype States: StateCollection

  /// The program's name, “manifolds”.
  static var name: String { get }
  /// What it is for, in a sentence.
  static var summary: String { get }

  init(_ configuration: Configuration) throws
  var configuration: Configuration { get }

  /// Samples of a file of the field, strictly read: a typed error names the line.
  func read(_ path: String) throws -> [Sample]
  /// Writes samples to a file of the field, atomically.
  func write(_ samples: [Sample], to path: String) throws
  func encode(_ samples: [Sample]) throws -> States
  func decode(_ states: States) -> [Sample]

  /// States as named arrays, in which a run's folder keeps them.
  func arrays(of states: States) -> StoredArrays
  /// States from the arrays in which they were kept.
  /// - Throws: `ModelError` for arrays that are no states of this domain.
  func states(from arrays: StoredArrays) throws -> States
}

/// A number of states, in an order.
public protocol StateCollection: Sendable {
  var count: Int { get }
  /// The chosen rows, in the order given.
  func rows(_ indices: some Sequence<Int>) -> Self
  /// Rows in groups of equal states, in the order of their first rows.
  var groupsOfEqualRows: [[Int]] { get }
}
