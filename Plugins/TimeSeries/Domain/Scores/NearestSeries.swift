internal import Tensors

/// For each series of one set, the nearest one of another by Euclidean distance over all times and channels.
struct NearestSeries {
  let distances: [Double]
  let numbers: [Int]

  /// Products of blocks find the nearest; its distance is then summed from the differences, so that a copy is at the distance 0 exactly.
  init(of queries: SeriesArray, among references: SeriesArray) throws {
    let (width, block, piece) = (queries.width, 1024, 256)
    let plan = try Plan.compile(.float64, batch: piece) { trace in
      let rows = trace.rows("x", [width])
      let scores = rows.matrixProduct(trace.shared("references", [block, width]).transposed()) - trace.shared("half squares", [block])
      trace.output("scores", scores, .rows)
    }
    let executor = try Executor<Double>(plan, capacity: piece)
    let (input, table) = (try executor.input("x"), try executor.input("references"))
    let (squares, scores) = (try executor.input("half squares"), try executor.output("scores"))
    var best = [Double](repeating: -.infinity, count: queries.count)
    var numbers = [Int](repeating: 0, count: queries.count)
    for start in stride(from: 0, to: references.count, by: block) {
      let count = min(block, references.count - start)
      _ = table.update(fromContentsOf: references.values[start * width..<(start + count) * width])
      for row in 0..<count {
        var sum = 0.0
        for place in row * width..<(row + 1) * width { sum += table[place] * table[place] }
        squares[row] = sum / 2
      }
      for first in stride(from: 0, to: queries.count, by: piece) {
        let rows = min(piece, queries.count - first)
        _ = input.update(fromContentsOf: queries.values[first * width..<(first + rows) * width])
        try executor.run(rows: rows)
        for row in 0..<rows {
          var (top, place) = (best[first + row], numbers[first + row])
          for column in 0..<count where scores[row * block + column] > top {
            top = scores[row * block + column]
            place = start + column
          }
          (best[first + row], numbers[first + row]) = (top, place)
        }
      }
    }
    self.numbers = numbers
    distances = queries.values.withUnsafeBufferPointer { x in
      references.values.withUnsafeBufferPointer { y in
        numbers.enumerated().map { row, number in
          var sum = 0.0
          for place in 0..<width {
            let difference = x[row * width + place] - y[number * width + place]
            sum += difference * difference
          }
          return sum.squareRoot()
        }
      }
    }
  }
}
