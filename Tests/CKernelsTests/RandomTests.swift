import CKernels
import Foundation
import Testing

@Suite struct RandomTests {
  /// The known answers that come with Random123 (Salmon, Moraes, Dror, Shaw 2011).
  @Test(
    arguments: [
      ([0, 0, 0, 0], 0, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      ([.max, .max, .max, .max], .max, [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], 0x299f_31d0_a409_3822,
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], UInt64, [UInt32])])
  func philoxGivesItsKnownAnswers(counter: [UInt32], key: UInt64, answer: [UInt32]) {
    var words: [UInt32] = [0, 0, 0, 0]
    ck_philox(counter, key, &words)
    #expect(words == answer)
  }

  /// The vector form uses the same words as the scalar one, also where the index has more than 32 bits.
  @Test(arguments: [0, 4 * (1 << 32) - 40]) func fillsUseThePhiloxWords(first: Int) {
    let source = RandomSource(seed: 0x0123_4567_89ab_cdef, stream: 3, step: 9)
    let uniforms = Float.uniforms(source, first: first, count: 200)
    for i in 0..<200 {
      let index = UInt64(first + i), block = index / 4
      var words: [UInt32] = [0, 0, 0, 0]
      ck_philox([UInt32(truncatingIfNeeded: block), UInt32(block >> 32), 3, 9], source.seed, &words)
      let exact = (Double(words[Int(index % 4)] >> 1) + 0.5) / Double(1 << 31)
      #expect(abs(Double(uniforms[i]) - exact) <= 1.2e-7 * exact)
    }
  }

  @Test func aValueDependsOnItsIndexAloneInFloat() { checkSubranges(Float.self) }
  @Test func aValueDependsOnItsIndexAloneInDouble() { checkSubranges(Double.self) }

  private func checkSubranges<Real: KernelReal>(_: Real.Type) {
    let source = RandomSource(seed: 77, stream: 1, step: 2)
    let uniforms = Real.uniforms(source, first: 0, count: 1000), normals = Real.normals(source, first: 0, count: 1000)
    var generator = SplitMix(seed: 41)
    for _ in 0..<300 {
      let first = Int.random(in: 0..<1000, using: &generator),
        count = Int.random(in: 0...1000 - first, using: &generator)
      #expect(Real.uniforms(source, first: first, count: count) == Array(uniforms[first..<first + count]))
      #expect(Real.normals(source, first: first, count: count) == Array(normals[first..<first + count]))
    }
    for other in [
      RandomSource(seed: 78, stream: 1, step: 2), RandomSource(seed: 77, stream: 2, step: 2),
      RandomSource(seed: 77, stream: 1, step: 3),
    ] { #expect(Real.uniforms(other, first: 0, count: 1000) != uniforms) }
  }

  @Test func uniformsHaveTheirMomentsInFloat() { checkUniforms(Float.self) }
  @Test func uniformsHaveTheirMomentsInDouble() { checkUniforms(Double.self) }
  @Test func normalsHaveTheirMomentsInFloat() { checkNormals(Float.self) }
  @Test func normalsHaveTheirMomentsInDouble() { checkNormals(Double.self) }

  /// Means over 400 000 numbers within five standard errors: a false alarm in 10⁶ per mean.
  private func checkUniforms<Real: KernelReal>(_: Real.Type) {
    let numbers = Real.uniforms(RandomSource(seed: 1, stream: 0, step: 0), first: 0, count: 400_000).map { Double($0) }
    #expect(numbers.allSatisfy { $0 > 0 && $0 < 1 })
    expectMean(numbers, 1 / 2, variance: 1 / 12)
    expectMean(numbers.map { $0 * $0 }, 1 / 3, variance: 1 / 5 - 1 / 9)
    for lag in 1...4 {
      expectMean(zip(numbers, numbers.dropFirst(lag)).map { ($0 - 0.5) * ($1 - 0.5) }, 0, variance: 1 / 144)
    }
  }

  private func checkNormals<Real: KernelReal>(_: Real.Type) {
    let numbers = Real.normals(RandomSource(seed: 2, stream: 0, step: 0), first: 0, count: 400_000).map { Double($0) }
    expectMean(numbers, 0, variance: 1)
    expectMean(numbers.map { $0 * $0 }, 1, variance: 2)
    expectMean(numbers.map { $0 * $0 * $0 }, 0, variance: 15)
    expectMean(numbers.map { $0 * $0 * $0 * $0 }, 3, variance: 96)
    for lag in 1...4 { expectMean(zip(numbers, numbers.dropFirst(lag)).map { $0 * $1 }, 0, variance: 1) }
    for level in [-2.0, -1, 0, 0.5, 3] {
      let probability = 0.5 * erfc(-level / 2.0.squareRoot())
      expectMean(numbers.map { $0 < level ? 1 : 0 }, probability, variance: probability * (1 - probability))
    }
  }

  private func expectMean(
    _ values: [Double], _ expected: Double, variance: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let mean = values.reduce(0, +) / Double(values.count)
    let error = (variance / Double(values.count)).squareRoot()
    #expect(
      abs(mean - expected) < 5 * error, "mean \(mean), expected \(expected) ± \(error)", sourceLocation: sourceLocation)
  }
}
