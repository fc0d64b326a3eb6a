extension Molecule {
  /// The sets of atoms that bonds hold together, each ascending, in the order of their first atoms.
  public var components: [[Int]] { Neighbours(self).components }

  /// Whether bonds hold all atoms together.
  public var isConnected: Bool { components.count == 1 }
}
