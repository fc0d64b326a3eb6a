import Files

extension TextBytes {
  /// A frame of an XYZ file; every coordinate has the fewest digits that read back as the same double.
  mutating func append(frame molecule: Molecule) throws(ProgramError) {
    append("\(molecule.atoms.count)\n")
    try append(line: molecule.title, of: "the title")
    for atom in molecule.atoms {
      append(atom.element.symbol)
      for coordinate in [atom.position.x, atom.position.y, atom.position.z] {
        append(byte: UInt8(ascii: " "))
        append(coordinate.description)
      }
      endLine()
    }
  }
}
