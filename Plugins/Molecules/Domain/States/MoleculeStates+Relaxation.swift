public import Files
internal import Tensors

extension MoleculeStates {
  /// The same graphs at the nearest minima of the force field.
  ///
  /// - Throws: `ProgramError` naming the first atom for which the force field has no parameters.
  public func relaxed() throws(ProgramError) -> MoleculeStates {
    let molecules = self.molecules()
    var fields: [ForceField] = []
    for molecule in molecules { fields.append(try ForceField(for: molecule)) }
    let positions = Parallel.map(molecules.count) { [fields] index in
      var places = Relaxation(of: fields[index], from: molecules[index].atoms.map(\.position)).positions
        .flatMap { [$0.x, $0.y, $0.z] }
      Self.centre(&places)
      return places
    }
    return MoleculeStates(alphabet: alphabet, graphs: graphs, positions: positions, properties: properties)
  }
}
