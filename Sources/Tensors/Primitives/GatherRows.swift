/// out[i, …] = table[index[i], …]
struct GatherRowsPrimitive: Primitive {
  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape {
    guard operands[0].count >= 1 else { throw TensorError("rows gathered from a tensor of shape \(operands[0])") }
    return operands[1] + operands[0].dropFirst()
  }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    [wanted[0] ? g.scatteredAddRows(operands[1], rowCount: operands[0].shape[0]) : nil, nil]
  }

  var lowering: Lowering { .gatherRows }
}

/// out[index[i], …] += rows[i, …], from zero; the transpose of gathering.
struct ScatterAddRowsPrimitive: Primitive {
  let rowCount: Int

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape {
    let (rows, index) = (operands[0], operands[1])
    guard rows.count >= index.count, Array(rows.prefix(index.count)) == index else {
      throw TensorError("rows of shape \(rows) scattered by indices of shape \(index)")
    }
    return [rowCount] + rows.dropFirst(index.count)
  }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    [wanted[0] ? g.gatheredRows(operands[1]) : nil, nil]
  }

  var lowering: Lowering { .scatterAddRows }
}

extension Tensor {
  /// Rows of this table [n, …] at `index` (recorded by `Trace.indexRows`): [index…, …]. An index outside 0..<n gives NaN.
  public func gatheredRows(_ index: Tensor) -> Tensor { trace.record(GatherRowsPrimitive(), [self, index]) }

  /// Sums rows [index…, …] into a table of `rowCount` rows; an index outside is left out.
  public func scatteredAddRows(_ index: Tensor, rowCount: Int) -> Tensor {
    trace.record(ScatterAddRowsPrimitive(rowCount: rowCount), [self, index])
  }
}
