internal import Tensors

/// The nearest other points of every point of a cloud, the nearest first.
package struct Neighbours: Sendable {
  /// Neighbours of each point.
  let count: Int
  /// Squared distances, `count` for each point; infinite where a cloud has fewer points.
  let squares: [Double]
  let indices: [Int32]

  /// Of all pairs, a row at a time: time with the square of the number of points.
  package init(_ cloud: PointCloud, count: Int) {
    let squares = AlignedMemory<Double>(count: cloud.count * count, filledWith: .infinity)
    let indices = AlignedMemory<Int32>(count: cloud.count * count, filledWith: -1)
    let (sharedSquares, sharedIndices) = (SharedPointer(pointer: squares.pointer), SharedPointer(pointer: indices.pointer))
    Parallel.forEach(count > 0 ? cloud.count : 0, threads: Parallel.defaultThreads) { _, row in
      _ = cloud.withPoints { points in
        let list = sharedSquares.pointer + row * count
        let names = sharedIndices.pointer + row * count
        var filled = 0
        for other in 0..<cloud.count where other != row {
          let square = cloud.square(points + row * cloud.width, points + other * cloud.width)
          if filled == count, square >= list[count - 1] { continue }
          // Insertion into the sorted list of the nearest so far.
          var place = min(filled, count - 1)
          while place > 0, list[place - 1] > square {
            list[place] = list[place - 1]
            names[place] = names[place - 1]
            place -= 1
          }
          list[place] = square
          names[place] = Int32(other)
          filled = min(filled + 1, count)
        }
      }
    }
    self.count = count
    self.squares = squares.array
    self.indices = indices.array
  }

  /// The squared distance of a point to its neighbour of this order, from 1.
  func square(_ point: Int, order: Int) -> Double { squares[point * count + order - 1] }
}
