public import Files
internal import Foundation
public import Tensors

/// Conditioning a Gaussian law N(μ, Σ) on linear equations A x = b, exactly, by moving its draws:
///
///     x ← x + G M⁻¹ (b − A x),   G = Σ Aᵀ,   M = A Σ Aᵀ (Matheron's rule).
///
/// A draw of the law becomes a draw of the law given A x = b; the move is affine, so that the law need not be drawn from here: what comes from elsewhere is
/// moved as its covariance says. The move is made twice, so that the equations hold to rounding. With observation noise of variance r, M has r added
/// and b has a draw of the noise added. There is no bias where the law is Gaussian and its covariance is right.
///
/// Equations that follow from others are left out; where they clash, `outcome` says so.
/// Source: A. G. Journel, C. J. Huijbregts, Mining Geostatistics (1978), for the rule; J. T. Wilson et al., JMLR 22 (105), 2021.
public struct GaussianConditioning: Sendable {
  /// An equation Σ factors·x[variables] = value.
  public struct Equation: Hashable, Sendable {
    public let variables: [Int]
    public let factors: [Double]
    public let value: Double
    /// The variance of the noise on the value; 0 for what holds exactly.
    public let noise: Double

    public init(variables: [Int], factors: [Double], value: Double, noise: Double = 0) {
      precondition(variables.count == factors.count, "a factor for every variable")
      (self.variables, self.factors, self.value, self.noise) = (variables, factors, value, noise)
    }
  }

  public let law: GaussianSeriesLaw
  public let equations: [Equation]
  /// How many equations say something new.
  public var rank: Int { gram.rank }
  /// G, row i: Σ aᵢ; [equations, numbers].
  private let gains: [Double]
  private let gram: PivotedCholesky

  /// - Throws: `ProgramError` for variables that are not there, noise that is negative, and an equation about what cannot vary.
  public init(_ law: GaussianSeriesLaw, equations: [Equation]) throws(ProgramError) {
    let (width, count) = (law.width, equations.count)
    (self.law, self.equations) = (law, equations)
    var gains: [Double] = []
    gains.reserveCapacity(width * count)
    var matrix = [Double](repeating: 0, count: count * count)
    for (number, equation) in equations.enumerated() {
      guard equation.variables.allSatisfy({ (0..<width).contains($0) }), equation.noise >= 0,
        (equation.factors + [equation.value, equation.noise]).allSatisfy(\.isFinite)
      else {
        throw ProgramError(.data, "equation \(number + 1) names a number that is not there, or has one that is not finite", remedy: "correct the equation")
      }
      var row = [Double](repeating: 0, count: width)
      for (variable, factor) in zip(equation.variables, equation.factors) { row[variable] += factor }
      let gain = law.covarianceProduct(row)
      gains += gain
      for other in 0...number {
        let value = zip(equations[other].variables, equations[other].factors).reduce(0) { $0 + gain[$1.0] * $1.1 }
        matrix[number * count + other] = value
        matrix[other * count + number] = value
      }
      matrix[number * count + number] += equation.noise
    }
    self.gains = gains
    gram = PivotedCholesky(matrix, size: count)
  }

  /// b − A x of one equation.
  private func residual(_ equation: Equation, _ values: UnsafeMutableBufferPointer<Double>) -> Double {
    var sum = equation.value
    for place in equation.variables.indices { sum -= equation.factors[place] * values[equation.variables[place]] }
    return sum
  }

  /// Moves a draw of the law, or what is distributed as it, to one of the law given the equations.
  public func condition(_ values: UnsafeMutableBufferPointer<Double>, _ generator: inout RandomStream) {
    let noise = equations.map { $0.noise > 0 ? $0.noise.squareRoot() * generator.normal() : 0 }
    move(values) { residual(equations[$0], values) + noise[$0] }
  }

  /// x + G λ with M λ = r, and once more with what is left of r: r − R λ − A Δx, R the noise.
  private func move(_ values: UnsafeMutableBufferPointer<Double>, _ residual: (Int) -> Double) {
    var total = [Double](repeating: 0, count: equations.count)
    for _ in 0..<2 {
      var right = equations.indices.map { residual($0) - equations[$0].noise * total[$0] }
      right.withUnsafeMutableBufferPointer { gram.solve($0) }
      for (number, share) in right.enumerated() where share != 0 {
        total[number] += share
        for i in 0..<law.width { values[i] += gains[number * law.width + i] * share }
      }
    }
  }

  /// A draw of the law given the equations.
  public func draw(_ generator: inout RandomStream) -> [Double] {
    var values = [Double](repeating: 0, count: law.width)
    values.withUnsafeMutableBufferPointer {
      law.draw(&generator, into: $0)
      condition($0, &generator)
    }
    return values
  }

  /// The mean given the equations: μ + G M⁻¹ (b − A μ).
  public var mean: [Double] {
    var values = law.mean
    values.withUnsafeMutableBufferPointer { buffer in move(buffer) { residual(equations[$0], buffer) } }
    return values
  }

  /// The covariance given the equations times a vector: Σ v − G M⁻¹ Gᵀ v.
  public func covarianceProduct(_ vector: [Double]) -> [Double] {
    var result = law.covarianceProduct(vector)
    let width = law.width
    let inner = gram.solving(equations.indices.map { number in (0..<width).reduce(0) { $0 + gains[number * width + $1] * vector[$1] } })
    for (number, share) in inner.enumerated() { for i in 0..<width { result[i] -= gains[number * width + i] * share } }
    return result
  }

  /// The equation without noise that is held worst, and by how much.
  public func outcome(of values: [Double]) -> (equation: Int, residual: Double)? {
    var values = values
    return values.withUnsafeMutableBufferPointer { buffer in
      equations.indices.filter { equations[$0].noise == 0 }.map { ($0, abs(residual(equations[$0], buffer))) }.max { $0.1 < $1.1 }
    }
  }
}
