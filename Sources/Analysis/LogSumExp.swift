import Foundation

/// ln Σᵢ e^{xᵢ} without overflow; −∞ for an empty collection, NaN when a term is NaN.
public func logSumExp(_ terms: some Collection<Double>) -> Double {
  var largest = -Double.infinity
  for term in terms {
    if term.isNaN { return term }
    largest = max(largest, term)
  }
  // An infinite largest term is the answer itself; subtracting it from its equals would give NaN.
  guard largest.isFinite else { return largest }
  return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
}
