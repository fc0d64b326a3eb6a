import Foundation
import MoleculeDomain
import Testing

@Suite struct DistanceAgreementTests {
  @Test(arguments: [[BondOrder.aromatic], [.single, .double], [.double, .single]])
  func aromaticRingsHaveNoOrders(orders: [BondOrder]) throws {
    let agreement = DistanceAgreement(try ShapedMolecules.benzene(orders))
    #expect(agreement.hasSamePairs && agreement.hasSameOrders)
  }

  @Test func ordersMustAgreeElsewhere() throws {
    let ring = DistanceAgreement(try ShapedMolecules.benzene([.single]))
    #expect(ring.hasSamePairs && ring.hasSameOrders == false)
    let ethene = try ShapedMolecules.ethene()
    #expect(DistanceAgreement(ethene).hasSameOrders)
    let single = try Molecule(atoms: ethene.atoms, bonds: ethene.bonds.map { Bond($0.first, $0.second, .single) })
    #expect(DistanceAgreement(single).hasSamePairs && !DistanceAgreement(single).hasSameOrders)
  }

  @Test func pairsMustBeTheSame() throws {
    let ethene = try ShapedMolecules.ethene()
    let less = try Molecule(atoms: ethene.atoms, bonds: Array(ethene.bonds.dropLast()))
    #expect(!DistanceAgreement(less).hasSamePairs && !DistanceAgreement(less).hasSameOrders)
    // As many bonds, one of them elsewhere.
    let other = try Molecule(atoms: ethene.atoms, bonds: Array(ethene.bonds.dropLast()) + [Bond(0, 5, .single)])
    #expect(!DistanceAgreement(other).hasSamePairs)
    #expect(!DistanceAgreement(try ethene.moving(5, to: SIMD3(5, 5, 5))).hasSamePairs)
    // On top of each other, no bonds are implied.
    #expect(!DistanceAgreement(try ethene.moving(5, to: ethene.atoms[4].position)).hasSamePairs)
  }

  /// Formate, both of whose oxygens are 1.26 Å away, a single bond to the lookup; with charges the two bonds may be exchanged, without
  /// them they may not.
  @Test(arguments: [(-1, true), (0, false), (1, false)])
  func chargesEvenBondsOut(charge: Int, isSame: Bool) throws {
    let atoms = [
      Atom(.carbon, at: .zero), Atom(.oxygen, at: SIMD3(1.26, 0, 0)), Atom(.oxygen, at: SIMD3(-0.8, 0.97, 0), formalCharge: charge),
      Atom(.hydrogen, at: SIMD3(-0.5, -0.99, 0)),
    ]
    let formate = try Molecule(atoms: atoms, bonds: [Bond(0, 1, .double), Bond(0, 2, .single), Bond(0, 3, .single)])
    #expect(DistanceAgreement(formate).hasSamePairs && DistanceAgreement(formate).hasSameOrders == isSame)
  }
}
