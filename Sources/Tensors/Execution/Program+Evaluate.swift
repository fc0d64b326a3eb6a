extension Program {
  /// Compiles and runs the program once, on arrays by input name; for trying things, not for speed.
  ///
  /// - Parameter inputs: row-major values of every input. Index inputs are rounded to whole numbers, and parameters are placed
  ///   at their offsets.
  /// - Returns: row-major values of every output.
  public func evaluate<Scalar: ExecutableScalar>(_ inputs: [String: [Scalar]], threads: Int = 1) throws -> [String: [Scalar]] {
    let executor = try Executor<Scalar>(Plan(self), capacity: rowCount, threads: threads)
    var parameters: [Scalar] = []
    for input in self.inputs {
      guard let values = inputs[input.name] else { throw TensorError("no values for the input “\(input.name)”") }
      guard values.count == input.shape.elementCount else {
        throw TensorError("\(values.count) values for the input “\(input.name)” of shape \(input.shape)")
      }
      switch input.role {
      case .rows, .shared: _ = try executor.input(input.name).update(fromContentsOf: values)
      case .indexRows:
        let indices = try executor.indexInput(input.name)
        for (index, value) in values.enumerated() { indices[index] = Int32(value) }
      case .parameters(let offset):
        if parameters.count < offset + values.count {
          parameters += Array(repeating: 0, count: offset + values.count - parameters.count)
        }
        parameters.replaceSubrange(offset..<offset + values.count, with: values)
      }
    }
    let memory = AlignedMemory(parameters, emptyValue: 0)
    try executor.run(parameters: memory.pointer)
    var results: [String: [Scalar]] = [:]
    for output in outputs { results[output.name] = Array(try executor.output(output.name)) }
    return results
  }
}
