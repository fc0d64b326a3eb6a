import CKernels
import Testing

@Suite struct WholeVectorTests {
  @Test(arguments: [0, 1, 7, 16, 1003]) func agreeWithTheirDefinitions(count: Int) {
    check(count, Float.self)
    check(count, Double.self)
  }

  private func check<Real: KernelReal>(_ count: Int, _: Real.Type) {
    var generator = SplitMix(seed: 31)
    func numbers(_ range: ClosedRange<Double>) -> [Real] {
      (0..<count).map { _ in Real(Double.random(in: range, using: &generator)) }
    }
    let x = numbers(-2...2), gradient = numbers(-2...2)

    var sum = gradient
    Real.add(x, into: &sum)
    #expect(sum == zip(gradient, x).map { $0 + $1 })

    let squares = x.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(Real.sumOfSquares(x) - squares) <= 1e-14 * squares)

    var average = gradient
    Real.average(&average, x, decay: 0.75)
    #expect(zip(average, zip(gradient, x)).allSatisfy { abs($0 - (0.75 * $1.0 + 0.25 * $1.1)) <= 4 * Real.ulpOfOne })

    let constants = AdamConstants<Real>(
      rate: 0.01, beta1: 0.875, beta2: 0.96875, epsilon: 0.001, mScale: 1.5, vScale: 2.5, decay: 0.125,
      gradientScale: 0.5)
    let before = AdamState(w: numbers(-2...2), m: numbers(-1...1), v: numbers(0...1))
    var after = before
    Real.adam(&after, gradient: gradient, constants)
    for i in 0..<count {
      let g = 0.5 * gradient[i]
      let m = 0.875 * before.m[i] + 0.125 * g
      let v = 0.96875 * before.v[i] + 0.03125 * g * g
      let step = (m * 1.5) / ((v * 2.5).squareRoot() + constants.epsilon) + 0.125 * before.w[i]
      #expect(abs(after.m[i] - m) <= 4 * Real.ulpOfOne)
      #expect(abs(after.v[i] - v) <= 4 * Real.ulpOfOne)
      #expect(abs(after.w[i] - (before.w[i] - constants.rate * step)) <= 4 * Real.ulpOfOne)
    }
  }

  @Test func notNumbersCarryThroughTheSumOfSquares() {
    #expect(Float.sumOfSquares([1, .nan, 2]).isNaN)
    #expect(Double.sumOfSquares([1, -.infinity, 2]) == .infinity)
  }

  /// Squares of floats overflow float precision, not the sum.
  @Test func largeFloatsDoNotOverflow() {
    #expect(
      Float.sumOfSquares([3e30, 4e30]).squareRoot()
        == (Double(Float(3e30)) * Double(Float(3e30)) + Double(Float(4e30)) * Double(Float(4e30))).squareRoot())
  }
}
