/// A chemical element, from hydrogen (1) to oganesson (118).
public struct Element: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The number of protons.
  public let atomicNumber: Int

  /// Nil when no element has this number.
  public init?(atomicNumber: Int) {
    guard 1...Self.symbols.count ~= atomicNumber else { return nil }
    self.atomicNumber = atomicNumber
  }

  /// Nil when no element has this symbol. A second letter may be a capital, as older files write it.
  public init?(symbol: String) {
    self.init(symbol: Array(symbol.utf8)[...])
  }

  init?(symbol: ArraySlice<UInt8>) {
    guard let number = Self.numbers[Self.key(symbol)] else { return nil }
    atomicNumber = number
  }

  private init(_ atomicNumber: Int) { self.atomicNumber = atomicNumber }

  public var symbol: String { Self.symbols[atomicNumber - 1] }

  public var description: String { symbol }

  public static func < (left: Element, right: Element) -> Bool { left.atomicNumber < right.atomicNumber }

  public static let all = symbols.indices.map { Element($0 + 1) }
  public static let hydrogen = Element(1)
  public static let boron = Element(5)
  public static let carbon = Element(6)
  public static let nitrogen = Element(7)
  public static let oxygen = Element(8)
  public static let fluorine = Element(9)
  public static let aluminium = Element(13)
  public static let silicon = Element(14)
  public static let phosphorus = Element(15)
  public static let sulfur = Element(16)
  public static let chlorine = Element(17)
  public static let arsenic = Element(33)
  public static let selenium = Element(34)
  public static let bromine = Element(35)
  public static let tellurium = Element(52)
  public static let iodine = Element(53)
  public static let mercury = Element(80)
  public static let bismuth = Element(83)

  /// In the order of the atomic numbers.
  private static let symbols = """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh
    Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr
    Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og
    """.split(whereSeparator: \.isWhitespace).map(String.init)

  /// Atomic numbers by key; zero is no key.
  private static let numbers = Dictionary(uniqueKeysWithValues: symbols.enumerated().map { (key(Array($1.utf8)[...]), $0 + 1) })

  /// A capital and perhaps a second letter as one number, 0 for anything else.
  private static func key(_ symbol: ArraySlice<UInt8>) -> UInt16 {
    guard let first = symbol.first, UInt8(ascii: "A")...UInt8(ascii: "Z") ~= first else { return 0 }
    if symbol.count == 1 { return UInt16(first) }
    let second = symbol[symbol.startIndex + 1] | 0x20
    guard symbol.count == 2, UInt8(ascii: "a")...UInt8(ascii: "z") ~= second else { return 0 }
    return UInt16(first) << 8 | UInt16(second)
  }
}
