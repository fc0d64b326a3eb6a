/// An atom of a molecule.
public struct Atom: Hashable, Sendable {
  /// The multiplicity of an atom whose electrons are not all paired or bonded, as the files write it; raw values are those
  /// of CTfiles.
  public enum Radical: Int, Hashable, Sendable, CaseIterable {
    case singlet = 1
    case doublet, triplet
  }

  public var element: Element
  /// In units of the elementary charge.
  public var formalCharge: Int
  /// The mass number, when one is given.
  public var isotope: Int?
  public var radical: Radical?
  /// In Å.
  public var position: SIMD3<Double>

  public init(
    _ element: Element, at position: SIMD3<Double>, formalCharge: Int = 0, isotope: Int? = nil, radical: Radical? = nil
  ) {
    self.element = element
    self.position = position
    self.formalCharge = formalCharge
    self.isotope = isotope
    self.radical = radical
  }
}
