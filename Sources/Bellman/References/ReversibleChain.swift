/// A reference process cut into steps whose kernels are known exactly: reversible with respect to its start law ν, so
/// that the noising of a target and the uncontrolled generation are the same kernel.
///
/// Step k goes from x to exp_{c(x)}(v) with v/sₖ of the control's `StepLaw` in the tangent space at c(x); the noising
/// kernel back has a density that is evaluated exactly. Weights are exact for every law; their variance is least where it
/// is the noising kernel's posterior, and a control starts nearest to that where sₖ is the posterior's deviation.
public protocol ReversibleChain: Sendable {
  associatedtype Space: RiemannianSpace
  var space: Space { get }
  /// At least one.
  var stepCount: Int { get }
  /// sₖ of the step from k to k + 1.
  func deviation(_ step: Int) -> Double
  /// The deviation of the noising kernel of the step: with it, and without control, the chain keeps ν.
  func noisingDeviation(_ step: Int) -> Double
  /// The scale aₖ of c(x) = aₖ x; 1 on curved spaces, where c(x) = x.
  func scale(_ step: Int) -> Double
  func startDraws(count: Int, _ randomness: RandomCoordinates) -> StateBatch
  func startLogDensity(_ states: StateBatch) -> [Double]
  /// log p(x_k | x_{k+1}) of the noising kernel, for each pair of rows.
  func logNoisingKernel(from next: StateBatch, to states: StateBatch, step: Int) -> [Double]
  /// x_k drawn given x_{k+1}.
  func noisingDraws(from next: StateBatch, step: Int, _ randomness: RandomCoordinates) -> StateBatch
}
