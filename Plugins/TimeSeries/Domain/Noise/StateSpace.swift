internal import Files
internal import Foundation

/// A kernel as linear states: s(t + τ) = A(τ) s(t) + noise of covariance Q(τ), stationary with covariance P, and the process is the sum of the first
/// states of all blocks plus white noise.
///
/// States of a Matérn process are its value and derivatives, those times powers of its time scale, so that all have the size of the value.
struct StateSpace: Sendable {
  enum Block: Hashable, Sendable {
    /// Matérn of smoothness size − ½; rate is √(2·size − 1)/ℓ.
    case matern(size: Int, variance: Double, rate: Double)
    /// Never changes.
    case constant(variance: Double)
    /// Turns at an angular frequency.
    case rotation(variance: Double, frequency: Double)

    var size: Int {
      switch self {
      case .matern(let size, _, _): size
      case .constant: 1
      case .rotation: 2
      }
    }
  }

  let blocks: [Block]
  /// The place of each block's first state.
  let offsets: [Int]
  let size: Int
  /// The number of elements of all blocks' matrices.
  let transitionSize: Int
  let whiteVariance: Double

  init(_ kernel: TemporalKernel) throws(ProgramError) {
    try kernel.validate()
    var (blocks, white) = ([Block](), 0.0)
    try Self.collect(kernel, &blocks, &white)
    self.blocks = blocks
    whiteVariance = white
    var (offsets, size) = ([Int](), 0)
    for block in blocks {
      offsets.append(size)
      size += block.size
    }
    (self.offsets, self.size) = (offsets, size)
    transitionSize = blocks.reduce(0) { $0 + $1.size * $1.size }
  }

  private static func collect(_ kernel: TemporalKernel, _ blocks: inout [Block], _ white: inout Double) throws(ProgramError) {
    switch kernel {
    case .white(let variance): white += variance
    case .ornsteinUhlenbeck(let variance, let scale): blocks.append(.matern(size: 1, variance: variance, rate: 1 / scale))
    case .maternThreeHalves(let variance, let scale): blocks.append(.matern(size: 2, variance: variance, rate: 3.0.squareRoot() / scale))
    case .maternFiveHalves(let variance, let scale): blocks.append(.matern(size: 3, variance: variance, rate: 5.0.squareRoot() / scale))
    case .periodic(let variance, let period, let scale, let harmonics):
      for (number, share) in try TemporalKernel.harmonicShares(lengthScale: scale, harmonics: harmonics).enumerated() where share > 0 {
        let variance = variance * share
        blocks.append(number == 0 ? .constant(variance: variance) : .rotation(variance: variance, frequency: 2 * .pi * Double(number) / period))
      }
    case .sum(let kernels): for kernel in kernels { try collect(kernel, &blocks, &white) }
    }
  }

  /// Whether any state ever gets new noise.
  var isFinite: Bool { !blocks.contains { if case .matern = $0 { true } else { false } } }

  /// P, size × size.
  var stationaryCovariance: [Double] {
    var matrix = [Double](repeating: 0, count: size * size)
    for (block, offset) in zip(blocks, offsets) {
      func set(_ i: Int, _ j: Int, _ value: Double) { matrix[(offset + i) * size + offset + j] = value }
      switch block {
      case .constant(let variance): set(0, 0, variance)
      case .rotation(let variance, _):
        set(0, 0, variance)
        set(1, 1, variance)
      case .matern(let order, let variance, _):
        // Moments of derivatives: E f⁽ⁱ⁾f⁽ʲ⁾ = (−1)ⁱ k⁽ⁱ⁺ʲ⁾(0).
        set(0, 0, variance)
        if order == 2 { set(1, 1, variance) }
        if order == 3 {
          set(1, 1, variance / 3)
          set(0, 2, -variance / 3)
          set(2, 0, -variance / 3)
          set(2, 2, variance)
        }
      }
    }
    return matrix
  }

  /// A(τ) of all blocks one behind the other, and Q(τ), size × size.
  ///
  /// Q is worked out from integrals of the responses, not as P − A P Aᵀ, which loses all digits where τ is short.
  func transition(over gap: Double) -> (matrices: [Double], noise: [Double]) {
    var (matrices, noise) = ([Double](), [Double](repeating: 0, count: size * size))
    matrices.reserveCapacity(transitionSize)
    for (block, offset) in zip(blocks, offsets) {
      switch block {
      case .constant: matrices.append(1)
      case .rotation(_, let frequency):
        let (c, s) = (cos(frequency * gap), sin(frequency * gap))
        matrices += [c, -s, s, c]
      case .matern(let order, let variance, let rate):
        let u = rate * gap
        let decay = exp(-u)
        func set(_ i: Int, _ j: Int, _ value: Double) {
          noise[(offset + i) * size + offset + j] = value
          noise[(offset + j) * size + offset + i] = value
        }
        // Gₖ = ∫₀ᵘ sᵏ e^{−2s} ds
        switch order {
        case 1:
          matrices.append(decay)
          set(0, 0, -variance * expm1(-2 * u))
        case 2:
          matrices += [(1 + u) * decay, u * decay, -u * decay, (1 - u) * decay]
          // g = s e^{−s}, spectral density 4σ².
          let density = 4 * variance
          let (g0, g1, g2) = (Self.moment(0, u), Self.moment(1, u), Self.moment(2, u))
          set(0, 0, density * g2)
          set(0, 1, 0.5 * density * u * u * decay * decay)
          set(1, 1, density * (g0 - 2 * g1 + g2))
        default:
          matrices += [
            (1 + u + 0.5 * u * u) * decay, (u + u * u) * decay, 0.5 * u * u * decay,
            -0.5 * u * u * decay, (1 + u - u * u) * decay, (u - 0.5 * u * u) * decay,
            (0.5 * u * u - u) * decay, (u * u - 3 * u) * decay, (1 - 2 * u + 0.5 * u * u) * decay,
          ]
          // g = s²/2 e^{−s}, spectral density 16σ²/3.
          let density = 16.0 / 3 * variance
          let (g0, g1, g2, g3, g4) = (Self.moment(0, u), Self.moment(1, u), Self.moment(2, u), Self.moment(3, u), Self.moment(4, u))
          let (g, slope) = (0.5 * u * u * decay, (u - 0.5 * u * u) * decay)
          let squared = g2 - g3 + 0.25 * g4
          set(0, 0, density * 0.25 * g4)
          set(0, 1, density * 0.5 * g * g)
          set(1, 1, density * squared)
          set(0, 2, density * (g * slope - squared))
          set(1, 2, density * 0.5 * slope * slope)
          set(2, 2, density * (g0 - 4 * g1 + 5 * g2 - 2 * g3 + 0.25 * g4))
        }
      }
    }
    return (matrices, noise)
  }

  /// ∫₀ᵘ sᵏ e^{−2s} ds to full relative precision: e^{−y} y^{k+1} Σₙ yⁿ/((k+1)…(k+1+n))/2^{k+1} with y = 2u where that is quick, by parts elsewhere.
  private static func moment(_ power: Int, _ u: Double) -> Double {
    let y = 2 * u
    let scale = pow(0.5, Double(power + 1))
    if y < 8 {
      var (term, sum, n) = (1 / Double(power + 1), 0.0, power + 1)
      while term > 1e-18 * sum {
        sum += term
        n += 1
        term *= y / Double(n)
      }
      return scale * exp(-y) * pow(y, Double(power + 1)) * sum
    }
    // γ(k+1, y) = k γ(k, y) − yᵏ e^{−y}
    var value = -expm1(-y)
    for k in stride(from: 1, through: power, by: 1) { value = Double(k) * value - pow(y, Double(k)) * exp(-y) }
    return scale * value
  }
}
