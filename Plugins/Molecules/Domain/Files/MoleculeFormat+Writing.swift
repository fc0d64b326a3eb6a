public import Files

extension MoleculeFormat {
  /// The bytes of a file with these molecules.
  ///
  /// SDF keeps all of a molecule, its positions to four decimals, or to the last bit where a molecule has more than 999 atoms or
  /// bonds or a coordinate of 10⁴ Å or more, which needs V3000. XYZ keeps title, elements and positions, to the last bit; charges,
  /// isotopes, bonds and data fields are lost.
  ///
  /// - Throws: `ProgramError` when a title or data field could not be read back: a title of two lines, a value with a blank line.
  public func serialized(_ molecules: [Molecule]) throws(ProgramError) -> [UInt8] {
    var text = TextBytes()
    for molecule in molecules { try append(molecule, to: &text) }
    return text.bytes
  }

  /// The format in which a file of this name is written, to be asked before there is anything to write.
  ///
  /// - Throws: a usage error for a name that stands for no format, or for one that is read and not written.
  public init(writing path: String) throws(ProgramError) {
    guard !path.lowercased().hasSuffix(".gz") else {
      throw ProgramError(.usage, "compressed files are read, not written", at: .init(file: path), remedy: "use a name without .gz")
    }
    guard !path.lowercased().hasSuffix(".npz") else {
      throw ProgramError(
        .usage, "NumPy archives are read, not written", at: .init(file: path), remedy: "use a name that ends in .sdf or .xyz")
    }
    try self.init(ofFile: path, among: [.sdf, .xyz])
  }

  /// Writes a file in the format that its name says, atomically; see `serialized(_:)`. The file is not compressed.
  public static func write(_ molecules: [Molecule], to path: String) throws(ProgramError) {
    let format = try MoleculeFormat(writing: path)
    var file = try AtomicFile(replacing: path)
    for molecule in molecules { try file.write(format.serialized([molecule])) }
    try file.commit()
  }

  private func append(_ molecule: Molecule, to text: inout TextBytes) throws(ProgramError) {
    switch self {
    case .sdf: try text.append(record: molecule)
    case .xyz: try text.append(frame: molecule)
    case .npz: throw ProgramError(.usage, "NumPy archives are read, not written", remedy: "write .sdf or .xyz")
    }
  }
}
