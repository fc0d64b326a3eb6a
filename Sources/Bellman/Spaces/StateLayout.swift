public import Tensors

/// The parts of which a state (or a tangent vector) consists: named arrays, one entry of `shape` for every row of a batch.
///
/// A point on a sphere is one part; a molecule has positions, element types, charges and bonds.
public struct StateLayout: Hashable, Sendable {
  public struct Part: Hashable, Sendable {
    public let name: String
    public let shape: Shape

    public init(_ name: String, _ shape: Shape) {
      self.name = name
      self.shape = shape
    }

    public var elementCount: Int { shape.elementCount }
  }

  public let parts: [Part]

  public init(_ parts: [Part]) { self.parts = parts }

  /// One part, “x”, of `count` numbers.
  public init(vector count: Int) { self.init([Part("x", [count])]) }

  /// Numbers of one row, over all parts.
  public var elementCount: Int { parts.reduce(0) { $0 + $1.elementCount } }
}
