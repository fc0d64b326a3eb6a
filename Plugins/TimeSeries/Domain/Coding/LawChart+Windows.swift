internal import Tensors

extension LawChart {
  /// Times from that of the first row.
  var offsets: [Double] { times.map { $0 - (times.first ?? 0) } }
  /// The time from one row to the next; 1 where there is one row.
  public var step: Double { times.count > 1 ? times[1] - times[0] : 1 }

  /// Windows to coordinates [windows, length, coordinates].
  public func coordinates(of states: SeriesStates) -> [Double] {
    let (array, count) = (states.array, coordinates.count)
    let (width, size) = (array.width, states.length * count)
    var result = [Double](repeating: 0, count: states.count * size)
    result.withUnsafeMutableBufferPointer { result in
      array.values.withUnsafeBufferPointer { values in
        // Each window writes a place of its own.
        nonisolated(unsafe) let (from, to) = (values, result)
        Parallel.forEach(states.count, threads: Parallel.defaultThreads) { _, window in
          self.coordinates(
            of: UnsafeBufferPointer(rebasing: from[window * width..<(window + 1) * width]), conditions: Array(states.conditions(of: window)),
            into: UnsafeMutableBufferPointer(rebasing: to[window * size..<(window + 1) * size]))
        }
      }
    }
    return result
  }
}
