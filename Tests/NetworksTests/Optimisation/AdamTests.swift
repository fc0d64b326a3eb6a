import Foundation
import Networks
import Tensors
import Testing

@Suite("Adam")
struct AdamTests {
  /// The formulas of the papers, on one number, in double precision.
  struct Scalar {
    var (w, m, v) = (0.0, 0.0, 0.0)
    var step = 0

    mutating func update(_ gradient: Double, rate: Double, _ o: Adam.Options) {
      step += 1
      m = o.beta1 * m + (1 - o.beta1) * gradient
      v = o.beta2 * v + (1 - o.beta2) * gradient * gradient
      let mHat = m / (1 - pow(o.beta1, Double(step)))
      let vHat = v / (1 - pow(o.beta2, Double(step)))
      w -= rate * (mHat / (vHat.squareRoot() + o.epsilon) + o.decay * w)
    }
  }

  @Test(
    "follows the papers' formulas, with decay apart and the norm clipped", arguments: [0.0, 0.1],
    [Double.infinity, 0.5])
  func reference(decay: Double, greatestNorm: Double) {
    // A count that is no multiple of the vector width.
    let count = 37
    var options = Adam.Options()
    options.decay = decay
    options.greatestNorm = greatestNorm
    options.beta2 = 0.99
    let optimiser = Adam(options, count: count)
    let weights = AlignedMemory<Float>(count: count, filledWith: 0)
    let gradient = AlignedMemory<Float>(count: count, filledWith: 0)
    var scalars = [Scalar](repeating: Scalar(), count: count)
    for index in 0..<count {
      weights.pointer[index] = Float(index) / 10 - 1
      scalars[index].w = Double(weights.pointer[index])
    }
    for step in 0..<30 {
      for index in 0..<count { gradient.pointer[index] = Float(sin(Double(step * count + index) * 0.7)) * 0.3 }
      let norm = gradient.array.map { Double($0) * Double($0) }.reduce(0, +).squareRoot()
      let rate = 0.01 * Double(step + 1)
      let found = optimiser.update(weights, gradient: UnsafeBufferPointer(gradient.buffer), rate: rate)
      #expect(abs(found - norm) < 1e-6 * norm)
      let scale = min(1, greatestNorm / norm)
      for index in 0..<count { scalars[index].update(scale * Double(gradient.pointer[index]), rate: rate, options) }
    }
    for index in 0..<count { #expect(abs(Double(weights.pointer[index]) - scalars[index].w) < 3e-5) }
    #expect(optimiser.step == 30)
  }

  @Test("moves by the rate against the sign of a constant gradient")
  func constantGradient() {
    // m̂ = g and v̂ = g² whatever the step: each step is rate · g/|g|.
    let optimiser = Adam(count: 2)
    let weights = AlignedMemory<Float>([1, 1], emptyValue: 0)
    let gradient = AlignedMemory<Float>([3e-3, -700], emptyValue: 0)
    for _ in 0..<100 { optimiser.update(weights, gradient: UnsafeBufferPointer(gradient.buffer), rate: 0.01) }
    #expect(abs(weights.pointer[0] - 0) < 1e-4)
    #expect(abs(weights.pointer[1] - 2) < 1e-4)
  }

  @Test("changes nothing on a gradient that is not finite, or of another size")
  func refuses() {
    let optimiser = Adam(count: 2)
    let weights = AlignedMemory<Float>([1, 2], emptyValue: 0)
    for bad in [[Float.nan, 1], [Float.infinity, 0], [1], []] {
      let gradient = AlignedMemory<Float>(bad, emptyValue: 0)
      #expect(!optimiser.update(weights, gradient: UnsafeBufferPointer(gradient.buffer), rate: 0.1).isFinite)
    }
    #expect(weights.array == [1, 2])
    #expect(optimiser.step == 0)
    #expect(optimiser.firstMoment.array == [0, 0])
  }

  @Test("continues from a state that was kept, to the same bits")
  func restores() {
    func run(breakAt: Int?) -> [Float] {
      var optimiser = Adam(count: 5)
      let weights = AlignedMemory<Float>(count: 5, filledWith: 0.5)
      let gradient = AlignedMemory<Float>(count: 5, filledWith: 0)
      for step in 0..<12 {
        if step == breakAt {
          let other = Adam(count: 5)
          other.restore(step: optimiser.step, firstMoment: optimiser.firstMoment, secondMoment: optimiser.secondMoment)
          optimiser = other
        }
        for index in 0..<5 { gradient.pointer[index] = weights.pointer[index] - Float(index) + Float(step % 3) }
        optimiser.update(weights, gradient: UnsafeBufferPointer(gradient.buffer), rate: 0.05)
      }
      return weights.array
    }
    #expect(run(breakAt: 7) == run(breakAt: nil))
  }
}
