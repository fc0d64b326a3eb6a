import Bellman
package import ManifoldDomain
package import Tensors

/// Everything that a program says about points x, y and tangent vectors v at x, as arrays of rows.
package struct GeometryResults {
  package var distance: [Double]
  package var reversedDistance: [Double]
  package var logarithm: [[Double]]
  package var reversedLogarithm: [[Double]]
  package var returned: [[Double]]
  package var transported: [[Double]]
  package var transportedLogarithm: [[Double]]
  package var transportedNormalPart: [[Double]]
  package var logarithmNormalPart: [[Double]]
  package var advanced: [[Double]]
  package var logVolume: [Double]
}

/// The maps of a space, compiled in one precision and run on batches of any size.
package struct GeometryProbe<Scalar: ExecutableScalar> {
  package let space: any FactoredSpace
  private let executor: Executor<Scalar>
  private let microBatch = 250

  package init(_ space: any FactoredSpace, capacity: Int = 10_000) throws {
    self.space = space
    let program = try Program(Scalar.scalarType, rows: microBatch) { trace in
      let x = trace.rows("x", space.layout)
      let y = trace.rows("y", space.layout)
      let v = trace.rows("v", space.tangentLayout)
      let logarithm = space.logarithm(from: x, to: y)
      let tangent = space.tangentPart(v, at: x)
      let transported = space.transport(tangent, from: x, to: y)
      trace.output("distance", space.distance(x, y), .rows)
      trace.output("reversedDistance", space.distance(y, x), .rows)
      trace.output("logarithm", logarithm.vector, .rows)
      trace.output("reversedLogarithm", space.logarithm(from: y, to: x).vector, .rows)
      trace.output("returned", space.advance(x, along: logarithm).vector, .rows)
      trace.output("transported", transported.vector, .rows)
      trace.output("transportedLogarithm", space.transport(logarithm, from: x, to: y).vector, .rows)
      trace.output("transportedNormalPart", (transported - space.tangentPart(transported, at: y)).vector, .rows)
      trace.output("logarithmNormalPart", (logarithm - space.tangentPart(logarithm, at: x)).vector, .rows)
      trace.output("advanced", space.advance(x, along: tangent).vector, .rows)
      trace.output("logVolume", space.exponentialLogVolume(tangent, at: x), .rows)
    }
    executor = try Executor<Scalar>(Plan(program), capacity: capacity, threads: 1)
  }

  package func callAsFunction(_ x: [[Double]], _ y: [[Double]], _ v: [[Double]]) throws -> GeometryResults {
    let count = x.count
    for (name, rows) in [("x.x", x), ("y.x", y), ("v.x", v)] {
      let memory = try executor.input(name)
      var place = 0
      for row in rows {
        for value in row {
          memory[place] = Scalar(value)
          place += 1
        }
      }
    }
    try executor.run(rows: count)
    func rows(_ name: String) throws -> [[Double]] {
      let memory = try executor.output(name)
      let width = memory.count / executor.capacity
      return (0..<count).map { row in (0..<width).map { Double(memory[row * width + $0]) } }
    }
    func numbers(_ name: String) throws -> [Double] { try rows(name).map { $0[0] } }
    return try GeometryResults(
      distance: numbers("distance"), reversedDistance: numbers("reversedDistance"), logarithm: rows("logarithm"),
      reversedLogarithm: rows("reversedLogarithm"), returned: rows("returned"), transported: rows("transported"),
      transportedLogarithm: rows("transportedLogarithm"), transportedNormalPart: rows("transportedNormalPart"),
      logarithmNormalPart: rows("logarithmNormalPart"), advanced: rows("advanced"), logVolume: numbers("logVolume"))
  }
}
