/// A space on which a group acts: rotations of a molecule, relabellings of its atoms, shifts of a circle.
///
/// Elements are arrays, one for each row of a batch, so that the action is recorded like any other geometry. In a
/// Riemannian space the action keeps distances.
public protocol SymmetricSpace: StateSpace {
  /// Parts of a group element: a rotation is a 3 × 3 matrix, a relabelling a permutation matrix.
  var groupLayout: StateLayout { get }
  /// Random elements that reach every part of the group; row i depends on (seed, stream, step, i) alone.
  func groupElements(count: Int, _ randomness: RandomCoordinates) -> StateBatch
  /// g·x, row by row.
  func moved(_ state: NamedTensors, by element: NamedTensors) -> NamedTensors
  /// The tangent vector at g·x to which x ↦ g·x takes `vector` at x = `state`.
  func moved(_ vector: NamedTensors, at state: NamedTensors, by element: NamedTensors) -> NamedTensors
}
