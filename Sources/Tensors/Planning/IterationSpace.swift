/// The common iteration space of a fused block: extents fine enough for every operand's strides, however its shape groups them.
///
/// Shapes of one element count are compared by their suffix products; [6, 4] and [2, 3, 4] share the space [2, 3, 4],
/// whereas [6, 4] and [4, 6] have none.
struct IterationSpace {
  let elementCount: Int
  /// Suffix products from 1 to the element count, each a divisor of the next.
  private(set) var boundaries: [Int]

  init(elementCount: Int) {
    self.elementCount = elementCount
    boundaries = elementCount == 1 ? [1] : [1, elementCount]
  }

  /// Refines the space so that the view's axes are unions of its own; false, with nothing changed, where that cannot be.
  mutating func refine(_ view: StridedView) -> Bool {
    var merged = Set(boundaries)
    var product = 1
    for axis in IterationSpace.merged(view).reversed() {
      product *= axis.extent
      merged.insert(product)
    }
    let sorted = merged.sorted()
    guard sorted.count <= 7, zip(sorted, sorted.dropFirst()).allSatisfy({ $1 % $0 == 0 }) else { return false }
    boundaries = sorted
    return true
  }

  /// Extents, outermost first.
  var extents: [Int] {
    if boundaries.count == 1 { return [1] }
    return zip(boundaries, boundaries.dropFirst()).map { $1 / $0 }.reversed()
  }

  /// Strides of the view over the extents of the space.
  func strides(_ view: StridedView) -> [Int] {
    let axes = Array(IterationSpace.merged(view).reversed())
    var result: [Int] = []
    var axis = 0
    var inner = 1
    for boundary in boundaries.dropLast() {
      while axis < axes.count - 1, boundary >= inner * axes[axis].extent {
        inner *= axes[axis].extent
        axis += 1
      }
      result.append(axes.isEmpty ? 0 : axes[axis].stride * (boundary / inner))
    }
    if result.isEmpty { result = [0] }
    return result.reversed()
  }

  /// The axes of a view without extents of 1, neighbours that are one walk joined; outermost first.
  private static func merged(_ view: StridedView) -> [(extent: Int, stride: Int)] {
    var axes: [(extent: Int, stride: Int)] = []
    for axis in view.shape.indices where view.shape[axis] != 1 {
      let extent = view.shape[axis]
      let stride = view.strides[axis]
      if let last = axes.last, last.stride == stride * extent {
        axes[axes.count - 1] = (last.extent * extent, stride)
      } else {
        axes.append((extent, stride))
      }
    }
    return axes
  }
}
