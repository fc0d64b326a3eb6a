public import Tensors

extension Executor {
  /// Runs the plan with a parameter vector whose size is checked first.
  /// - Throws: `TensorError` also when the vector is shorter than the program's parameters reach.
  public func run(with parameters: AlignedMemory<Scalar>?, rows: Int) throws {
    let needed = plan.program.inputs.reduce(0) { needed, input in
      if case .parameters(let offset) = input.role { max(needed, offset + input.shape.elementCount) } else { needed }
    }
    guard (parameters?.count ?? 0) >= needed else {
      throw TensorError("\(parameters?.count ?? 0) parameters for a program that needs \(needed)")
    }
    try run(parameters: parameters?.pointer, rows: rows)
  }
}
