public import Files

/// The kinds of file that molecules are kept in.
public enum MoleculeFormat: String, Hashable, Sendable, CaseIterable {
  /// Records of a connection table (V2000 or V3000) with data fields; a MOL file is one record.
  case sdf
  /// Elements and positions alone.
  case xyz
  /// Arrays of a NumPy archive (see `MoleculeArchive`); it is read, not written.
  case npz

  /// The endings of file names, without those of compression.
  var endings: [String] {
    switch self {
    case .sdf: ["sdf", "sd", "mol"]
    case .xyz: ["xyz"]
    case .npz: ["npz"]
    }
  }

  /// The format that a file's name stands for; a last `.gz` does not count.
  public init(ofFile path: String) throws(ProgramError) { try self.init(ofFile: path, among: Self.allCases) }

  init(ofFile path: String, among formats: [MoleculeFormat]) throws(ProgramError) {
    var parts = path.split(separator: "/").last.map { $0.lowercased().split(separator: ".") } ?? []
    if parts.last == "gz" { parts.removeLast() }
    let ending = parts.count > 1 ? parts.last.map(String.init) : nil
    guard let format = formats.first(where: { $0.endings.contains(ending ?? "") }) else {
      throw ProgramError(
        .usage, "the name does not say which format the file has", at: .init(file: path),
        remedy: "use a name that ends in .\(formats.flatMap(\.endings).joined(separator: ", ."))")
    }
    self = format
  }
}
