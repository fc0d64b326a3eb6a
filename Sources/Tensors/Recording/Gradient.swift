extension Tensor {
  /// The gradient Σ cotangent · ∂self/∂xᵢ for each xᵢ of `variables`, recorded in the same program (reverse mode).
  ///
  /// - Parameter cotangent: a tensor of this tensor's shape; one in every element when nil, so that the result is the
  ///   gradient of the sum of the elements.
  /// - Returns: one tensor for each variable, of its shape; zeros where nothing depends on it.
  public func gradient(_ variables: [Tensor], cotangent: Tensor? = nil) -> [Tensor] {
    if let cotangent, cotangent.shape != shape {
      let failed = trace.reject("a cotangent of shape \(cotangent.shape) for a tensor of shape \(shape)")
      return variables.map { _ in failed }
    }
    // Nodes between the variables and this tensor; everything else has no part in the derivative.
    var depends = [Bool](repeating: false, count: identifier + 1)
    for variable in variables where variable.identifier <= identifier { depends[variable.identifier] = true }
    for node in 0...identifier where !depends[node] {
      depends[node] = trace.nodes[node].operands.contains { depends[$0] }
    }
    var contributions = [[Tensor]](repeating: [], count: identifier + 1)
    var cotangents = [Int: Tensor]()
    if depends[identifier] { contributions[identifier] = [cotangent ?? filled(1)] }
    for node in stride(from: identifier, through: 0, by: -1) {
      guard depends[node], let incoming = Tensor.sum(contributions[node]) else { continue }
      cotangents[node] = incoming
      let record = trace.nodes[node]
      if record.operands.isEmpty { continue }
      let wanted = record.operands.map { depends[$0] }
      guard wanted.contains(true) else { continue }
      let operands = record.operands.map { Tensor(trace: trace, identifier: $0, shape: trace.nodes[$0].shape) }
      let result = Tensor(trace: trace, identifier: node, shape: record.shape)
      let outgoing = record.primitive.pullback(operands, result, incoming, wanted: wanted)
      for (operand, contribution) in zip(record.operands, outgoing) where depends[operand] {
        if let contribution { contributions[operand].append(contribution) }
      }
    }
    return variables.map { cotangents[$0.identifier] ?? $0.filled(0) }
  }

  /// The sum of cotangents of one node. Those of slices that tile an axis, as of the heads of an attention, are laid side by
  /// side instead of being added with zeros around each.
  private static func sum(_ terms: [Tensor]) -> Tensor? {
    guard let first = terms.first else { return nil }
    if terms.count > 1, let whole = tiling(terms) { return whole }
    return terms.dropFirst().reduce(first, +)
  }

  private static func tiling(_ terms: [Tensor]) -> Tensor? {
    var parts: [(start: Int, part: Tensor)] = []
    var axis: Int?
    for term in terms {
      let node = term.trace.nodes[term.identifier]
      guard let padding = node.primitive as? PadPrimitive, axis ?? padding.axis == padding.axis else { return nil }
      axis = padding.axis
      let source = node.operands[0]
      let part = Tensor(trace: term.trace, identifier: source, shape: term.trace.nodes[source].shape)
      parts.append((padding.before, part))
    }
    guard let axis else { return nil }
    parts.sort { $0.start < $1.start }
    var end = 0
    for (start, part) in parts {
      guard start == end else { return nil }
      end += part.shape[axis]
    }
    return end == terms[0].shape[axis] ? concatenated(parts.map(\.part), axis: axis) : nil
  }

  /// The gradient with respect to one variable; see `gradient(_:cotangent:)`.
  public func gradient(_ variable: Tensor, cotangent: Tensor? = nil) -> Tensor {
    gradient([variable], cotangent: cotangent)[0]
  }

  /// The exact divergence Σⱼ ∂vⱼ/∂xⱼ of a field v = self [batch, d] at x [batch, d], as [batch]; d pullbacks.
  ///
  /// Rows must not depend on one another.
  public func divergence(_ variable: Tensor) -> Tensor {
    guard rank == 2, variable.shape == shape else {
      return trace.reject("a divergence of shape \(shape) with respect to shape \(variable.shape); both must be [batch, d]")
    }
    let dimension = shape[1]
    var total = trace.constant(0, [shape[0]])
    for component in 0..<dimension {
      let direction = trace.constant((0..<dimension).map { $0 == component ? 1 : 0 }, [1, dimension]).broadcast(to: shape)
      total = total + gradient(variable, cotangent: direction).element(axis: 1, component)
    }
    return total
  }

  /// Hutchinson's estimate probe · (∂v/∂x) probe of the divergence, as [batch]; unbiased when E probe probeᵀ = 1.
  ///
  /// Source: M. F. Hutchinson, Communications in Statistics 18 (1989) 1059.
  public func divergenceEstimate(_ variable: Tensor, probe: Tensor) -> Tensor {
    (gradient(variable, cotangent: probe) * probe).sum(axis: -1)
  }
}
