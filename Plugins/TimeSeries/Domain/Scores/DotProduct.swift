enum DotProduct {
  /// Σ x_i y_i as eight partial sums side by side, in a fixed order; a plain loop must add one after the other.
  static func of(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
    let (left, right) = (UnsafeRawPointer(x), UnsafeRawPointer(y))
    var parts = SIMD8<Double>()
    var place = 0
    while place + 8 <= count {
      let offset = place * MemoryLayout<Double>.stride
      let a = left.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
      parts += a * right.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
      place += 8
    }
    var sum = parts.sum()
    while place < count {
      sum += x[place] * y[place]
      place += 1
    }
    return sum
  }
}
