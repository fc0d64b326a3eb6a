import Foundation

extension ForceField {
  /// The terms of a molecule, from its atoms' types and surroundings.
  struct TermBuilder {
    let types: [AtomType]
    private let environments: AtomEnvironments
    private let neighbours: Neighbours
    private let parameters: [AtomParameters]
    /// The bond orders that the terms are made with.
    private let orders: [Double]
    private let lengths: [Double]
    private let convention: Convention

    init(_ environments: AtomEnvironments, _ convention: Convention) {
      self.environments = environments
      self.convention = convention
      neighbours = environments.neighbours
      types = environments.types
      let (molecule, types) = (environments.molecule, types)
      let parameters = zip(molecule.atoms, types).compactMap { atom, type in
        ElementParameters(atom.element).map { AtomParameters($0, type) }
      }
      let orders = molecule.bonds.indices.map { bond in
        convention == .published && Self.isAmide(bond, environments, types) ? 1.41 : environments.orders[bond]
      }
      self.parameters = parameters
      self.orders = orders
      lengths = zip(molecule.bonds, orders).map { bond, order in
        BondStretch.length(parameters[bond.first], parameters[bond.second], order: order)
      }
    }

    /// A single bond between a planar nitrogen with three neighbours and a carbon that an oxygen is doubly bonded to.
    private static func isAmide(_ index: Int, _ environments: AtomEnvironments, _ types: [AtomType]) -> Bool {
      let (bond, neighbours) = (environments.molecule.bonds[index], environments.neighbours)
      guard environments.orders[index] == 1 else { return false }
      return [(bond.first, bond.second), (bond.second, bond.first)].contains { carbon, nitrogen in
        types[carbon] == .resonantCarbon && types[nitrogen] == .resonantNitrogen && neighbours.degree(nitrogen) == 3
          && neighbours[carbon].contains { environments.orders[$0.bond] == 2 && environments.molecule.atoms[$0.atom].element == .oxygen }
      }
    }

    func stretches() -> [BondStretch] {
      environments.molecule.bonds.indices.map { index in
        let (bond, length) = (environments.molecule.bonds[index], lengths[index])
        let stiffness = BondStretch.stiffness(parameters[bond.first], parameters[bond.second], length: length)
        return BondStretch(first: bond.first, second: bond.second, length: length, stiffness: stiffness)
      }
    }

    // MARK: Angles

    /// Atoms with more than six neighbours have none: no form would suit them.
    func bends() -> [AngleBend] {
      environments.molecule.atoms.indices.filter { neighbours.degree($0) <= 6 }.flatMap { centre in
        pairs(of: neighbours[centre]).map { one, other in
          let (form, angle) = bendForm(one.atom, centre, other.atom)
          let stiffness = AngleBend.stiffness(
            charges: parameters[one.atom].element.charge * parameters[other.atom].element.charge,
            lengths: (lengths[one.bond], lengths[other.bond]), angle: angle)
          return AngleBend(one.atom, centre, other.atom, form, stiffness: stiffness)
        }
      }
    }

    /// The form, and the angle θ₀ that its stiffness is computed for.
    private func bendForm(_ first: Int, _ centre: Int, _ last: Int) -> (AngleBend.Form, Double) {
      let angle = restingAngle(centre)
      switch environments.shapes[centre] {
      case .linear: return (.linear, angle)
      case .planar:
        if let angle = smallRingAngle(first, centre, last) { return (.general(angle), angle) }
        let isFlat = convention == .common || abs(angle - 2 * .pi / 3) < 1e-6
        return (isFlat ? .planar : .general(angle), angle)
      case .tetrahedral, .crowded: return (.general(angle), angle)
      case .bipyramidal: return (.bipyramidal, angle)
      case .octahedral: return (.octahedral, angle)
      }
    }

    /// That of the type; halogens, whose types know only one bond, take that of their shape when they have more.
    private func restingAngle(_ atom: Int) -> Double {
      let degrees =
        switch environments.shapes[atom] {
        case .linear: 180.0
        case .planar: types[atom].geometry.angle < 180 ? types[atom].geometry.angle : 120
        case .tetrahedral: types[atom].geometry.angle < 180 ? types[atom].geometry.angle : 109.47
        case .bipyramidal, .octahedral, .crowded: types[atom].geometry.angle < 180 ? types[atom].geometry.angle : 90
        }
      return degrees * .pi / 180
    }

    /// Planar atoms of rings of three and four cannot have 120° in the ring: 60° or 90° there and what a plane leaves, 150° or 135°,
    /// towards an atom outside.
    private func smallRingAngle(_ first: Int, _ centre: Int, _ last: Int) -> Double? {
      if neighbours.areBonded(first, last) { return .pi / 3 }
      if isFourRing(first, centre, last) { return .pi / 2 }
      let ends = (isInRing(centre, first, of: 3), isInRing(centre, last, of: 3))
      if ends.0 != ends.1 { return 5 * .pi / 6 }
      let others = (isInRing(centre, first, of: 4), isInRing(centre, last, of: 4))
      return !ends.0 && others.0 != others.1 ? 3 * .pi / 4 : nil
    }

    private func isInRing(_ one: Int, _ other: Int, of size: Int) -> Bool {
      neighbours[one].contains { next in
        next.atom != other && (size == 3 ? neighbours.areBonded(next.atom, other) : isFourRing(next.atom, one, other))
      }
    }

    /// Whether a fourth atom closes a ring without a bond across it.
    private func isFourRing(_ first: Int, _ centre: Int, _ last: Int) -> Bool {
      guard !neighbours.areBonded(first, last) else { return false }
      return neighbours[first].contains { fourth in
        fourth.atom != centre && neighbours.areBonded(fourth.atom, last) && !neighbours.areBonded(fourth.atom, centre)
      }
    }

    // MARK: Torsions

    func torsions() -> [TorsionTwist] {
      environments.molecule.bonds.indices.flatMap { index -> [TorsionTwist] in
        let bond = environments.molecule.bonds[index]
        guard twists(bond.first), twists(bond.second) else { return [] }
        let starts = neighbours[bond.first].map(\.atom).filter { $0 != bond.second }
        let ends = neighbours[bond.second].map(\.atom).filter { $0 != bond.first }
        let rows = starts.flatMap { start in ends.filter { $0 != start }.map { (start, $0) } }
        return rows.map { start, end in
          TorsionTwist(start, bond.first, bond.second, end, barrier(start, bond, end, orders[index]), share: 1 / Double(rows.count))
        }
      }
    }

    private func twists(_ atom: Int) -> Bool {
      (environments.shapes[atom] == .planar || environments.shapes[atom] == .tetrahedral)
        && !neighbours[atom].contains { environments.orders[$0.bond] == 3 }
    }

    /// UFF, equations 16 and 17 and the exceptions in the text after them.
    private func barrier(_ start: Int, _ bond: Bond, _ end: Int, _ order: Double) -> TorsionTwist.Barrier {
      let isPlanar = { environments.shapes[$0] == .planar }
      let (one, other) = (parameters[bond.first].element, parameters[bond.second].element)
      let planarHeight = 5 * (one.planarBarrier * other.planarBarrier).squareRoot() * (1 + 4.18 * log(order))
      switch (isPlanar(bond.first), isPlanar(bond.second)) {
      case (true, true): return TorsionTwist.Barrier(height: planarHeight, periodicity: 2, sign: 1)
      case (false, false):
        // Two chalcogens turn their lone pairs away from each other: a right angle, as in hydrogen peroxide.
        if order == 1, let height = chalcogenHeight(bond.first), let otherHeight = chalcogenHeight(bond.second) {
          return TorsionTwist.Barrier(height: (height * otherHeight).squareRoot(), periodicity: 2, sign: -1)
        }
        let height = (one.tetrahedralBarrier * other.tetrahedralBarrier).squareRoot()
        return TorsionTwist.Barrier(height: height, periodicity: 3, sign: -1)
      case (let isFirstPlanar, _):
        let (planar, tetrahedral) = isFirstPlanar ? (bond.first, bond.second) : (bond.second, bond.first)
        if order == 1, chalcogenHeight(tetrahedral) != nil, chalcogenHeight(planar) == nil {
          return TorsionTwist.Barrier(height: planarHeight, periodicity: 2, sign: -1)
        }
        // As in propene, where the double bond eclipses a hydrogen.
        let (near, far) = isFirstPlanar ? (start, end) : (end, start)
        if order == 1, isPlanar(near) || (convention == .common && isPlanar(far)) { return TorsionTwist.Barrier(height: 2, periodicity: 3, sign: -1) }
        return TorsionTwist.Barrier(height: 1, periodicity: 6, sign: 1)
      }
    }

    private func chalcogenHeight(_ atom: Int) -> Double? {
      switch environments.molecule.atoms[atom].element {
      case .oxygen: 2
      case .sulfur: 6.8
      default: nil
      }
    }

    // MARK: Inversions

    func inversions() -> [CentreInversion] {
      environments.molecule.atoms.indices.filter { neighbours.degree($0) == 3 }.flatMap { centre -> [CentreInversion] in
        guard let (form, barrier) = inversionForm(centre) else { return [] }
        let around = neighbours[centre].map(\.atom)
        return around.indices.map { outer in
          CentreInversion(centre, around[(outer + 1) % 3], around[(outer + 2) % 3], outer: around[outer], form, barrier: barrier)
        }
      }
    }

    /// 6 kcal/mol for planar C, N and O, 50 for a carbon with a planar oxygen; 22 for the pyramid of phosphorus.
    private func inversionForm(_ centre: Int) -> (CentreInversion.Form, Double)? {
      switch environments.molecule.atoms[centre].element {
      case .carbon, .nitrogen, .oxygen:
        guard environments.shapes[centre] == .planar else { return nil }
        let hasPlanarOxygen = neighbours[centre].contains {
          environments.molecule.atoms[$0.atom].element == .oxygen && environments.shapes[$0.atom] == .planar
        }
        return (.planar, environments.molecule.atoms[centre].element == .carbon && hasPlanarOxygen ? 50 : 6)
      case .phosphorus: return (.pyramidal(84.4339 * .pi / 180), 22)
      default: return nil
      }
    }

    // MARK: Pairs

    func pairs() -> [VanDerWaalsPair] {
      var pairs: [VanDerWaalsPair] = []
      for first in environments.molecule.atoms.indices {
        let near = Set(neighbours[first].flatMap { [$0.atom] + neighbours[$0.atom].map(\.atom) })
        for second in environments.molecule.atoms.indices.dropFirst(first + 1) where !near.contains(second) {
          pairs.append(VanDerWaalsPair(first, second, parameters[first], parameters[second]))
        }
      }
      return pairs
    }

    private func pairs<Value>(of values: ArraySlice<Value>) -> [(Value, Value)] {
      values.indices.flatMap { first in values[(first + 1)...].map { (values[first], $0) } }
    }
  }
}
