import Bellman
import Foundation
import Tensors

/// The unit sphere S³ in R⁴, written from the formulas and apart from the project's own geometry. Its heat kernel is
/// closed form: K_s(θ) = e^{s²/2} (2πs²)^{−3/2} Σₖ (θ + 2πk) e^{−(θ+2πk)²/2s²} / sin θ.
struct ThreeSphere: HeatKernelSpace, SymmetricSpace {
  var name: String { "S3" }
  var dimension: Int { 3 }
  var layout: StateLayout { StateLayout(vector: 4) }
  var tangentLayout: StateLayout { layout }
  var logVolume: Double { log(2 * .pi * .pi) }

  private func column(_ number: Tensor) -> Tensor { number.expandingAxis(-1) }

  /// sin r/r and cos r from r², good at zero too.
  private func trigonometry(_ square: Tensor) -> (ratio: Tensor, cosine: Tensor, angle: Tensor) {
    let isSmall = square.isLess(1e-12)
    let one = square * 0 + 1
    let safe = Tensor.select(isSmall, one, square)
    let angle = safe.squareRoot()
    return (
      Tensor.select(isSmall, one - square * (1 / 6), angle.sine() / angle),
      Tensor.select(isSmall, one - square * 0.5, angle.cosine()), angle
    )
  }

  func tangentPart(_ vector: NamedTensors, at state: NamedTensors) -> NamedTensors {
    vector - state.scaled(byRows: vector.innerProduct(state))
  }

  func advance(_ state: NamedTensors, along step: NamedTensors) -> NamedTensors {
    let parts = trigonometry(step.squaredNorm())
    return projected(state.scaled(byRows: parts.cosine) + step.scaled(byRows: parts.ratio))
  }

  func logarithm(from state: NamedTensors, to other: NamedTensors) -> NamedTensors {
    let cosine = state.innerProduct(other)
    // From the nearer of y and −y nothing cancels.
    let offset =
      (other - state).scaled(byRows: Tensor.select(cosine.isLess(0), cosine * 0, cosine * 0 + 1))
      + (other + state).scaled(byRows: Tensor.select(cosine.isLess(0), cosine * 0 + 1, cosine * 0))
    let normal = offset - state.scaled(byRows: offset.innerProduct(state))
    let square = normal.squaredNorm()
    let isZero = square.isLess(1e-300)
    let sine = Tensor.select(isZero, square * 0 + 1, square).squareRoot()
    return normal.scaled(byRows: Tensor.select(isZero, square * 0 + 1, sine.arcTangent2(cosine) / sine))
  }

  func distance(_ state: NamedTensors, _ other: NamedTensors) -> Tensor {
    let (near, far) = ((state - other).squaredNorm(), (state + other).squaredNorm())
    return near.squareRoot().arcTangent2(far.squareRoot()) * 2
  }

  func innerProduct(_ v: NamedTensors, _ w: NamedTensors, at state: NamedTensors) -> Tensor { v.innerProduct(w) }

  func transport(_ vector: NamedTensors, from state: NamedTensors, to other: NamedTensors) -> NamedTensors {
    let weight = vector.innerProduct(other) / (state.innerProduct(other) + 1)
    return vector - (state + other).scaled(byRows: weight)
  }

  func exponentialLogVolume(_ vector: NamedTensors, at state: NamedTensors) -> Tensor {
    trigonometry(vector.squaredNorm()).ratio.absolute().logarithm() * 2
  }

  func coordinateVelocity(_ vector: NamedTensors, at state: NamedTensors) -> NamedTensors { vector }

  func projected(_ state: NamedTensors) -> NamedTensors {
    state.scaled(byRows: state.squaredNorm().reciprocalSquareRoot())
  }

  func divergence(of field: NamedTensors, at state: NamedTensors) -> Tensor {
    // The trace over the tangent space: without the normal direction.
    let normal = field.vector.gradient(state.vector, cotangent: state.vector)
    return field.vector.divergence(state.vector) - (normal * state.vector).sum(axis: -1)
  }

  func uniformStates(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    var draws = randomness.normals(layout, count: count)
    for row in 0..<count {
      let norm = draws.vector(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in row * 4..<row * 4 + 4 { draws.values[0][index] /= norm }
    }
    return draws
  }

  func violations(of states: StateBatch, tolerance: Double) -> [Violation] {
    (0..<states.count).compactMap { row in
      let norm = states.vector(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard norm.isFinite else { return Violation(row: row, check: "finite", excess: .nan) }
      return abs(norm - 1) > tolerance ? Violation(row: row, check: "unit norm", excess: abs(norm - 1)) : nil
    }
  }

  // MARK: Heat kernel

  private static func images(_ angle: Double, _ deviation: Double) -> (sum: Double, slope: Double) {
    var (sum, slope) = (0.0, 0.0)
    for k in -6...6 {
      let x = angle + 2 * .pi * Double(k)
      let weight = exp(-x * x / (2 * deviation * deviation))
      sum += x * weight
      slope += (1 - x * x / (deviation * deviation)) * weight
    }
    return (sum, slope)
  }

  private static func logRadial(_ angle: Double, _ deviation: Double) -> Double {
    let near = max(angle, 1e-6)
    return deviation * deviation / 2 - 1.5 * log(2 * .pi * deviation * deviation)
      + log(images(near, deviation).sum / sin(near))
  }

  /// d log K/dθ
  private static func radialScore(_ angle: Double, _ deviation: Double) -> Double {
    guard angle > 1e-6 else { return 0 }
    let (sum, slope) = images(angle, deviation)
    return slope / sum - cos(angle) / sin(angle)
  }

  private func angle(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> Double {
    let (near, far) = (
      zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) },
      zip(x, y).reduce(0) { $0 + ($1.0 + $1.1) * ($1.0 + $1.1) }
    )
    return 2 * atan2(near.squareRoot(), far.squareRoot())
  }

  func logHeatKernel(from x: StateBatch, to y: StateBatch, standardDeviations: [Double]) -> [Double] {
    (0..<x.count).map { Self.logRadial(angle(x.vector($0), y.vector($0)), standardDeviations[$0]) }
  }

  func heatKernelScore(from x: StateBatch, at y: StateBatch, standardDeviations: [Double]) -> StateBatch {
    var result = y
    for row in 0..<x.count {
      let (centre, point) = (Array(x.vector(row)), Array(y.vector(row)))
      let angle = angle(x.vector(row), y.vector(row))
      // The unit vector at y that leads away from x.
      let cosine = zip(centre, point).reduce(0) { $0 + $1.0 * $1.1 }
      let away = zip(centre, point).map { cosine * $1 - $0 }
      let norm = max(away.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-300)
      let slope = Self.radialScore(angle, standardDeviations[row])
      for index in 0..<4 { result.values[0][row * 4 + index] = slope * away[index] / norm }
    }
    return result
  }

  /// Draws of the angle by rejection: K sin²θ from the law of the norm of three normal numbers, as far as that is below
  /// a bound.
  func heatKernelDraws(
    around states: StateBatch, standardDeviations: [Double], _ randomness: RandomCoordinates
  ) -> StateBatch {
    var result = states
    var tables: [Double: [Double]] = [:]
    for row in 0..<states.count {
      let deviation = standardDeviations[row]
      let table = tables[deviation] ?? Self.cumulative(deviation)
      tables[deviation] = table
      var generator = randomness.generator(row: row)
      let target = generator.uniform()
      var (low, high) = (0, table.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if table[middle] <= target { low = middle } else { high = middle }
      }
      let width = Self.largestAngle(deviation) / Double(table.count - 1)
      let angle = (Double(low) + (target - table[low]) / max(table[high] - table[low], 1e-300)) * width
      let centre = Array(states.vector(row))
      let normal = (0..<4).map { _ in generator.normal() }
      let along = zip(normal, centre).reduce(0) { $0 + $1.0 * $1.1 }
      let direction = zip(normal, centre).map { $0 - along * $1 }
      let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in 0..<4 {
        result.values[0][row * 4 + index] = cos(angle) * centre[index] + sin(angle) * direction[index] / norm
      }
    }
    return result
  }

  private static func largestAngle(_ deviation: Double) -> Double { min(.pi, 12 * deviation) }

  /// The distribution function of the angle at 4,097 equidistant nodes, by Simpson's rule between them.
  private static func cumulative(_ deviation: Double) -> [Double] {
    let count = 4096
    let width = largestAngle(deviation) / Double(count)
    func density(_ angle: Double) -> Double {
      angle > 0 && angle < .pi ? max(images(angle, deviation).sum * sin(angle), 0) : 0
    }
    var total = 0.0
    var table = [0.0]
    for node in 0..<count {
      let left = Double(node) * width
      total += (density(left) + 4 * density(left + width / 2) + density(left + width)) * width / 6
      table.append(total)
    }
    return table.map { $0 / total }
  }

  // MARK: The rotations and reflections of R⁴, as products of two reflections at random hyperplanes

  var groupLayout: StateLayout { StateLayout([.init("mirrors", [2, 4])]) }

  func groupElements(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    var elements = randomness.normals(groupLayout, count: count)
    for mirror in 0..<2 * count {
      let range = mirror * 4..<mirror * 4 + 4
      let norm = elements.values[0][range].reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in range { elements.values[0][index] /= norm }
    }
    return elements
  }

  func moved(_ state: NamedTensors, by element: NamedTensors) -> NamedTensors {
    (0..<2).reduce(state) { state, index in
      let mirror = NamedTensors(layout, [element.vector.element(axis: 1, index)])
      return state - mirror.scaled(byRows: state.innerProduct(mirror) * 2)
    }
  }

  func moved(_ vector: NamedTensors, at state: NamedTensors, by element: NamedTensors) -> NamedTensors {
    moved(vector, by: element)
  }
}
