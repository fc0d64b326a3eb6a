public import Files

/// What a draw is held to: a number of atoms, a composition, a fragment, a whole graph; and a property.
public struct MoleculeCondition: Hashable, Sendable {
  /// What is known of the graph.
  public var graph: MaskedGraph
  /// Places in Å of the first atoms, which the draw keeps but for a translation; empty where none are given.
  public var places: [SIMD3<Double>]
  /// Nil for none, or where the model knows of none.
  public var property: Double?

  public init(_ graph: MaskedGraph, places: [SIMD3<Double>] = [], property: Double? = nil) {
    self.graph = graph
    self.places = places
    self.property = property
  }

  /// Any molecule of so many atoms.
  public init(size: Int, property: Double? = nil) { self.init(MaskedGraph(atomCount: size), property: property) }

  /// A composition: indices in the alphabet.
  public init(kinds: [Int], property: Double? = nil) {
    self.init(MaskedGraph(atomCount: kinds.count, beginningWith: kinds.map { Int8($0) }, orders: []), property: property)
  }

  /// A molecule of `size` atoms of which some are known: the first atoms are the fragment's, with the bonds among them, and no others
  /// among them.
  ///
  /// - Parameter keepsPlaces: whether the fragment's shape is kept too.
  /// - Throws: `ProgramError` when the fragment has atoms that the alphabet has not, or more than `size`.
  public init(
    _ fragment: Molecule, size: Int, in alphabet: AtomAlphabet, keepsPlaces: Bool, property: Double? = nil
  ) throws(ProgramError) {
    let known = try MaskedGraph(fragment, alphabet: alphabet)
    guard known.atomCount <= size else {
      throw ProgramError(
        .data, "the fragment has \(known.atomCount) atoms, more than \(size)", remedy: "ask for larger molecules")
    }
    self.init(
      MaskedGraph(atomCount: size, beginningWith: known.kinds, orders: known.orders),
      places: keepsPlaces ? fragment.atoms.map(\.position) : [], property: property)
  }
}

extension MaskedGraph {
  /// A graph whose first atoms are known, with the bonds among them: pairs of lower atoms come first in the packed order.
  fileprivate init(atomCount: Int, beginningWith kinds: [Int8], orders: [Int8]) {
    self.init(atomCount: atomCount)
    for (atom, kind) in kinds.enumerated() { reveal(kind: kind, ofAtom: atom) }
    for (pair, order) in orders.enumerated() {
      let (first, second) = Self.atoms(ofPair: pair)
      reveal(order: order, between: first, and: second)
    }
  }
}
