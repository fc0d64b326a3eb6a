/// The floating-point type in which a whole program is evaluated.
///
/// One Swift function records at either precision: `float32` for training, `float64` where a likelihood, a law or a gradient
/// check needs it.
public enum ScalarType: String, Hashable, Sendable, CaseIterable {
  case float32, float64
}
