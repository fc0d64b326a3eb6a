public import Files

extension MoleculeStates {
  /// The same graphs at the nearest minima of the force field.
  ///
  /// - Throws: `ProgramError` naming the first atom for which the force field has no parameters.
  public func relaxed() throws(ProgramError) -> MoleculeStates {
    let molecules = self.molecules()
    var fields: [ForceField] = []
    for molecule in molecules { fields.append(try ForceField(for: molecule)) }
    var positions: [[Double]] = []
    for (molecule, field) in zip(molecules, fields) {
      var places = Relaxation(of: field, from: molecule.atoms.map(\.position)).positions.flatMap { [$0.x, $0.y, $0.z] }
      Self.centre(&places)
      positions.append(places)
    }
    return MoleculeStates(alphabet: alphabet, graphs: graphs, positions: positions)
  }
}
