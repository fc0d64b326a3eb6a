/// A domain whose laws do not change under its space's group: reference, network and constraints commute with the
/// action.
///
/// A space may have symmetries that its data lack (points on the Earth are not rotation invariant); conforming says
/// that the data have them. It adds nothing but the promise, which `DomainLaws` checks.
public protocol SymmetricDomain: DensityDomain where Space: SymmetricSpace {}
