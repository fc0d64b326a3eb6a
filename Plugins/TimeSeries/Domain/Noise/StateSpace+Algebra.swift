/// Products with the blocks of transitions, and the steps of the Kalman filter's covariance.
extension StateSpace {
  /// A s, or Aᵀ s, with A the blocks that begin at a place.
  func multiply(
    _ matrices: UnsafeBufferPointer<Double>, _ start: Int, _ state: UnsafeMutableBufferPointer<Double>, _ out: UnsafeMutableBufferPointer<Double>,
    isTransposed: Bool = false
  ) {
    var (offset, place) = (0, start)
    for block in blocks {
      let size = block.size
      let (row, column) = isTransposed ? (1, size) : (size, 1)
      for i in 0..<size {
        var sum = 0.0
        for j in 0..<size { sum += matrices[place + i * row + j * column] * state[offset + j] }
        out[offset + i] = sum
      }
      offset += size
      place += size * size
    }
  }

  /// A s for a vector of its own.
  func product(_ matrices: [Double], _ state: [Double]) -> [Double] {
    var (state, result) = (state, [Double](repeating: 0, count: size))
    matrices.withUnsafeBufferPointer { matrices in
      state.withUnsafeMutableBufferPointer { state in result.withUnsafeMutableBufferPointer { multiply(matrices, 0, state, $0) } }
    }
    return result
  }

  /// (1 − K H) P (1 − K H)ᵀ + R K Kᵀ, which stays positive where P − K S Kᵀ may not (Joseph's form).
  func updated(_ covariance: [Double], gain: [Double], noise: Double) -> [Double] {
    var half = covariance
    for j in 0..<size {
      let seen = offsets.reduce(0) { $0 + covariance[$1 * size + j] }
      for i in 0..<size { half[i * size + j] -= gain[i] * seen }
    }
    var result = half
    for i in 0..<size {
      let seen = offsets.reduce(0) { $0 + half[i * size + $1] }
      for j in 0..<size { result[i * size + j] += (noise * gain[i] - seen) * gain[j] }
    }
    return symmetric(result)
  }

  /// A P Aᵀ + Q.
  func predicted(_ covariance: [Double], _ step: (matrices: [Double], noise: [Double])) -> [Double] {
    var half = covariance
    for i in 0..<size {
      let row = product(step.matrices, Array(covariance[i * size..<(i + 1) * size]))
      for j in 0..<size { half[j * size + i] = row[j] }
    }
    var result = step.noise
    for i in 0..<size {
      let row = product(step.matrices, Array(half[i * size..<(i + 1) * size]))
      for j in 0..<size { result[i * size + j] += row[j] }
    }
    return symmetric(result)
  }

  private func symmetric(_ matrix: [Double]) -> [Double] {
    var result = matrix
    for i in 0..<size { for j in 0..<i { result[i * size + j] = 0.5 * (matrix[i * size + j] + matrix[j * size + i]) } }
    for i in 0..<size { for j in 0..<i { result[j * size + i] = result[i * size + j] } }
    return result
  }
}
