import CKernels

/// SplitMix64 (Steele, Lea, Flood 2014): a small generator with a fixed seed for the tests.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }
}

extension Array {
  func element(using generator: inout SplitMix) -> Element {
    self[Int.random(in: 0..<count, using: &generator)]
  }
}

/// A precision of the kernels: the two sets of C functions under one name.
protocol KernelReal: BinaryFloatingPoint, Sendable {
  typealias Pointer = UnsafeMutablePointer<Self>

  static func elementwise(
    _ program: UnsafePointer<ck_elementwise>, _ slots: UnsafePointer<Pointer?>, _ scratch: Pointer)
  static func narrowProducts(
    batch: Int, m: Int, n: Int, k: Int, a: Pointer, aStrides: [Int], b: Pointer, bStrides: [Int],
    c: Pointer, cStrides: [Int], accumulate: Bool, scratch: Pointer)
  static func gatherRows(_ table: [Self], rows: Int, width: Int, index: [Int32]) -> [Self]
  static func scatterAddRows(_ rows: [Self], width: Int, index: [Int32], tableRows: Int) -> [Self]
  static func add(_ source: [Self], into destination: inout [Self])
  static func sumOfSquares(_ x: [Self]) -> Double
  static func average(_ average: inout [Self], _ x: [Self], decay: Self)
  static func adam(_ state: inout AdamState<Self>, gradient: [Self], _ constants: AdamConstants<Self>)
  static func uniforms(_ source: RandomSource, first: Int, count: Int) -> [Self]
  static func normals(_ source: RandomSource, first: Int, count: Int) -> [Self]
}

struct AdamState<Real: KernelReal>: Equatable { var w, m, v: [Real] }
struct AdamConstants<Real: KernelReal> { var rate, beta1, beta2, epsilon, mScale, vScale, decay, gradientScale: Real }
struct RandomSource { var seed: UInt64, stream: UInt32, step: UInt32 }

extension Float: KernelReal {
  static func elementwise(
    _ program: UnsafePointer<ck_elementwise>, _ slots: UnsafePointer<Pointer?>, _ scratch: Pointer
  ) {
    ck_elementwise_f32(program, slots, scratch)
  }

  static func narrowProducts(
    batch: Int, m: Int, n: Int, k: Int, a: Pointer, aStrides s: [Int], b: Pointer, bStrides t: [Int],
    c: Pointer, cStrides u: [Int], accumulate: Bool, scratch: Pointer
  ) {
    ck_narrow_products_f32(
      Int64(batch), Int64(m), Int64(n), Int64(k), a, Int64(s[0]), Int64(s[1]), Int64(s[2]),
      b, Int64(t[0]), Int64(t[1]), Int64(t[2]), c, Int64(u[0]), Int64(u[1]), accumulate ? 1 : 0, scratch)
  }

  static func gatherRows(_ table: [Self], rows: Int, width: Int, index: [Int32]) -> [Self] {
    var out = [Self](repeating: 7, count: index.count * width)
    ck_gather_rows_f32(table, Int64(rows), Int64(width), index, Int64(index.count), &out)
    return out
  }

  static func scatterAddRows(_ rows: [Self], width: Int, index: [Int32], tableRows: Int) -> [Self] {
    var out = [Self](repeating: 7, count: tableRows * width)
    ck_scatter_add_rows_f32(rows, Int64(index.count), Int64(width), index, Int64(tableRows), &out)
    return out
  }

  static func add(_ source: [Self], into destination: inout [Self]) {
    ck_add_into_f32(&destination, source, Int64(source.count))
  }

  static func sumOfSquares(_ x: [Self]) -> Double { ck_sum_of_squares_f32(x, Int64(x.count)) }

  static func average(_ average: inout [Self], _ x: [Self], decay: Self) {
    ck_average_f32(&average, x, Int64(x.count), decay)
  }

  static func adam(_ state: inout AdamState<Self>, gradient: [Self], _ c: AdamConstants<Self>) {
    ck_adam_f32(
      &state.w, gradient, &state.m, &state.v, Int64(gradient.count), c.rate, c.beta1, c.beta2, c.epsilon,
      c.mScale, c.vScale, c.decay, c.gradientScale)
  }

  static func uniforms(_ source: RandomSource, first: Int, count: Int) -> [Self] {
    var out = [Self](repeating: 0, count: count)
    ck_uniform_f32(source.seed, source.stream, source.step, Int64(first), Int64(count), &out)
    return out
  }

  static func normals(_ source: RandomSource, first: Int, count: Int) -> [Self] {
    var out = [Self](repeating: 0, count: count)
    ck_normal_f32(source.seed, source.stream, source.step, Int64(first), Int64(count), &out)
    return out
  }
}

extension Double: KernelReal {
  static func elementwise(
    _ program: UnsafePointer<ck_elementwise>, _ slots: UnsafePointer<Pointer?>, _ scratch: Pointer
  ) {
    ck_elementwise_f64(program, slots, scratch)
  }

  static func narrowProducts(
    batch: Int, m: Int, n: Int, k: Int, a: Pointer, aStrides s: [Int], b: Pointer, bStrides t: [Int],
    c: Pointer, cStrides u: [Int], accumulate: Bool, scratch: Pointer
  ) {
    ck_narrow_products_f64(
      Int64(batch), Int64(m), Int64(n), Int64(k), a, Int64(s[0]), Int64(s[1]), Int64(s[2]),
      b, Int64(t[0]), Int64(t[1]), Int64(t[2]), c, Int64(u[0]), Int64(u[1]), accumulate ? 1 : 0, scratch)
  }

  static func gatherRows(_ table: [Self], rows: Int, width: Int, index: [Int32]) -> [Self] {
    var out = [Self](repeating: 7, count: index.count * width)
    ck_gather_rows_f64(table, Int64(rows), Int64(width), index, Int64(index.count), &out)
    return out
  }

  static func scatterAddRows(_ rows: [Self], width: Int, index: [Int32], tableRows: Int) -> [Self] {
    var out = [Self](repeating: 7, count: tableRows * width)
    ck_scatter_add_rows_f64(rows, Int64(index.count), Int64(width), index, Int64(tableRows), &out)
    return out
  }

  static func add(_ source: [Self], into destination: inout [Self]) {
    ck_add_into_f64(&destination, source, Int64(source.count))
  }

  static func sumOfSquares(_ x: [Self]) -> Double { ck_sum_of_squares_f64(x, Int64(x.count)) }

  static func average(_ average: inout [Self], _ x: [Self], decay: Self) {
    ck_average_f64(&average, x, Int64(x.count), decay)
  }

  static func adam(_ state: inout AdamState<Self>, gradient: [Self], _ c: AdamConstants<Self>) {
    ck_adam_f64(
      &state.w, gradient, &state.m, &state.v, Int64(gradient.count), c.rate, c.beta1, c.beta2, c.epsilon,
      c.mScale, c.vScale, c.decay, c.gradientScale)
  }

  static func uniforms(_ source: RandomSource, first: Int, count: Int) -> [Self] {
    var out = [Self](repeating: 0, count: count)
    ck_uniform_f64(source.seed, source.stream, source.step, Int64(first), Int64(count), &out)
    return out
  }

  static func normals(_ source: RandomSource, first: Int, count: Int) -> [Self] {
    var out = [Self](repeating: 0, count: count)
    ck_normal_f64(source.seed, source.stream, source.step, Int64(first), Int64(count), &out)
    return out
  }
}
