/// How a law of series, the prior, is made to obey equations h(x) = 0, J the Jacobian of h. All give series that obey them to rounding; they differ in how
/// often each of these comes.
public enum LawEnforcement: Hashable, Sendable {
  /// A draw of the prior, moved onto the laws by `LawProjection`.
  ///
  /// Bias: the mass of the prior that lies nearest to a point goes to that point, however far off it was, so that what bends away from the prior's mass or
  /// is met by it aslant is drawn too often or too seldom; for nonlinear laws no limit makes this small. Where the prior already lies within δ of the
  /// laws, the bias is that of `surface` up to O(δ) where the prior was conditioned on |h| ≤ δ, and anything where it was not.
  case projection
  /// The density that the prior has on the surface, taken as a density of its area: p(x) dσ(x) (dσ in the metric of the weights).
  ///
  /// Bias: off by the factor det(J W Jᵀ)^(½) from the conditional law, which is not constant for nonlinear laws. Right where J W Jᵀ is constant: linear
  /// laws, spheres. The law also depends on the unit of each channel.
  case surface
  /// The conditional law of the prior given h = 0, the limit of conditioning on |h| ≤ δ: p(x) det(J W Jᵀ)^(−½) dσ(x).
  ///
  /// No bias but what a chain has not forgotten of its start; what lies on a sheet that is not joined to the others has its share from the starts.
  /// The law does not depend on the weights W.
  /// Source: M. Fixman, PNAS 71, 3050 (1974); H. Federer, Geometric Measure Theory (1969), 3.2.12 (the co-area formula).
  case coarea
}
