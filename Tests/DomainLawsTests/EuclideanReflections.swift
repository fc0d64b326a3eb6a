public import Bellman

extension EuclideanSpace: SymmetricSpace {
  public var groupLayout: StateLayout { StateLayout(vector: dimension) }

  /// Reflections at random hyperplanes.
  public func groupElements(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    var mirrors = randomness.normals(layout, count: count)
    for row in 0..<count {
      let norm = mirrors.vector(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in row * dimension..<(row + 1) * dimension { mirrors.values[0][index] /= norm }
    }
    return mirrors
  }

  public func moved(_ state: NamedTensors, by element: NamedTensors) -> NamedTensors {
    state - element.scaled(byRows: state.innerProduct(element) * 2)
  }

  public func moved(_ vector: NamedTensors, at state: NamedTensors, by element: NamedTensors) -> NamedTensors {
    moved(vector, by: element)
  }
}
