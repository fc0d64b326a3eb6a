import Files

/// The atoms and bonds of a record.
struct ConnectionTable {
  var atoms: [Atom] = []
  var bonds: [Bond] = []

  /// The error for a symbol that stands for no element, or for several.
  static func unknownElement(_ symbol: ArraySlice<UInt8>, _ line: RecordLines.Line, _ lines: RecordLines) -> ProgramError {
    lines.error("the element \(Printable.quoted(symbol)) is unknown", at: line, remedy: "atoms of one known element each are read")
  }

  static func unknownBond(_ type: ArraySlice<UInt8>, _ line: RecordLines.Line, _ lines: RecordLines) -> ProgramError {
    lines.error(
      "the bond type \(Printable.quoted(type)) is not read", at: line, remedy: "single, double, triple and aromatic bonds (1 to 4) are read")
  }
}
