/// What the laws amount to on a series.
extension LawSystem {
  /// Room for the columns of tapes, to be used again.
  final class Workspace {
    fileprivate var columns: [Double] = []
    fileprivate var slopes: [Double] = []
    fileprivate var innerColumns: [[Double]] = []
    fileprivate var innerSlopes: [[Double]] = []
  }

  /// Writes all residuals, and where asked the derivatives: those of local residuals by the variables they touch, those of the others by all.
  /// - Parameters:
  ///   - values: the series, `variableCount` numbers.
  ///   - border: residuals of the whole series × variables.
  func evaluate(
    _ values: UnsafeBufferPointer<Double>, conditions: [Double], _ workspace: Workspace,
    residuals: UnsafeMutableBufferPointer<Double>,
    slopes: (local: UnsafeMutableBufferPointer<Double>, border: UnsafeMutableBufferPointer<Double>)?
  ) {
    if let slopes { slopes.border.update(repeating: 0) }
    for group in groups {
      run(group, values, conditions, workspace) { result, columns in
        for (place, residual) in group.residuals.enumerated() { residuals[residual] = result[place] }
        guard let slopes else { return }
        let tape = group.quantity.tape
        let count = group.rows.count
        Self.grow(&workspace.slopes, tape.instructions.count * count)
        workspace.slopes.withUnsafeMutableBufferPointer { room in
          tape.differentiate(group.quantity.result, count: count, columns, into: room)
          guard group.isBorder else {
            for (number, (_, instruction)) in group.leaves.enumerated() {
              let column = Tape.column(instruction, room, count)
              for (place, residual) in group.residuals.enumerated() { slopes.local[starts[residual] + number] = column[place] }
            }
            return
          }
          let row = UnsafeMutableBufferPointer(
            rebasing: slopes.border[(group.residuals[0] - localCount) * variableCount..<(group.residuals[0] - localCount + 1) * variableCount])
          for (leaf, instruction) in group.leaves {
            if let variable = Self.variable(of: leaf, at: 0, times.count, channels.count) {
              row[variable] += Tape.column(instruction, room, count)[0]
            }
          }
          for (leaf, instruction) in tape.leaves {
            if case .total(let number) = leaf {
              addSlopes(of: group.quantity.totals[number], number, times: Tape.column(instruction, room, count)[0], to: row, workspace)
            }
          }
        }
      }
    }
  }

  /// Writes chosen local residuals alone, and where asked their derivatives.
  func evaluate(
    _ chosen: [Int], _ values: UnsafeBufferPointer<Double>, conditions: [Double], _ workspace: Workspace,
    residuals: UnsafeMutableBufferPointer<Double>, slopes: UnsafeMutableBufferPointer<Double>?
  ) {
    let longest = groups.reduce(0) { max($0, $1.quantity.tape.instructions.count) }
    Self.grow(&workspace.columns, longest)
    Self.grow(&workspace.slopes, longest)
    times.withUnsafeBufferPointer { times in
      conditions.withUnsafeBufferPointer { conditions in
        let series = SeriesRows(values: values, width: channels.count, times: times, conditions: conditions)
        workspace.columns.withUnsafeMutableBufferPointer { columns in
          workspace.slopes.withUnsafeMutableBufferPointer { room in
            for residual in chosen {
              let group = groups[origins[residual].group]
              let tape = group.quantity.tape
              tape.evaluate(row: origins[residual].row, of: series, columns)
              residuals[residual] = columns[group.quantity.result]
              guard let slopes else { continue }
              tape.differentiate(group.quantity.result, count: 1, columns, into: room)
              for (number, leaf) in group.leaves.enumerated() { slopes[starts[residual] + number] = room[leaf.instruction] }
            }
          }
        }
      }
    }
  }

  /// By how much each law is broken, at the row where it is broken most.
  public func excesses(of values: [Double], conditions: [Double] = []) -> [LawExcess] {
    var found = laws.map { LawExcess(law: $0.name, row: nil, amount: 0) }
    func take(_ law: Int, _ row: Int?, _ amount: Double) {
      // What is no number is broken without bound.
      let amount = amount.isNaN ? .infinity : amount
      if amount > found[law].amount { found[law] = LawExcess(law: laws[law].name, row: row, amount: amount) }
    }
    let workspace = Workspace()
    values.withUnsafeBufferPointer { values in
      for group in groups {
        // Not with its neighbour but with its first value is a conserved quantity compared.
        if case .conserved = laws[group.law].relation { continue }
        guard group.isEquation else { continue }
        run(group, values, conditions, workspace) { result, _ in
          for (place, row) in group.rows.enumerated() { take(group.law, group.isHeldEverywhere ? row : nil, abs(result[place])) }
        }
      }
      for group in conserved {
        run(group, values, conditions, workspace) { result, _ in
          for (place, row) in group.rows.enumerated() { take(group.law, row, abs(result[place] - result[0])) }
        }
      }
      for (number, group) in inequalities.enumerated() {
        var own: [Double] = []
        run(group, values, conditions, workspace) { result, _ in own = Array(result) }
        for (place, row) in group.rows.enumerated() { take(group.law, group.isHeldEverywhere ? row : nil, -own[place]) }
        guard let partner = group.partner, partner > number else { continue }
        let other = inequalities[partner]
        run(other, values, conditions, workspace) { result, _ in
          for row in group.rows where other.rows.contains(row) {
            let both = min(abs(own[row - group.rows.lowerBound]), abs(result[row - other.rows.lowerBound]))
            take(group.law, group.isHeldEverywhere ? row : nil, both)
          }
        }
      }
    }
    return found
  }

  /// Fills the columns of a group and gives the result's column, and all.
  private func run(
    _ group: Group, _ values: UnsafeBufferPointer<Double>, _ conditions: [Double], _ workspace: Workspace,
    _ use: (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    var totals: [Double] = []
    while workspace.innerColumns.count < group.quantity.totals.count { workspace.innerColumns.append([]) }
    for (number, total) in group.quantity.totals.enumerated() {
      let rows = self.rows(of: total)
      Self.grow(&workspace.innerColumns[number], total.tape.instructions.count * rows.count)
      workspace.innerColumns[number].withUnsafeMutableBufferPointer { room in
        evaluate(total.tape, rows, values, conditions, [], room)
        let column = Tape.column(total.result, room, rows.count)
        let sum = column.reduce(0, +)
        totals.append(total.isMean ? sum / Double(rows.count) : sum)
      }
    }
    let tape = group.quantity.tape
    Self.grow(&workspace.columns, tape.instructions.count * group.rows.count)
    workspace.columns.withUnsafeMutableBufferPointer { room in
      evaluate(tape, group.rows, values, conditions, totals, room)
      use(Tape.column(group.quantity.result, room, group.rows.count), room)
    }
  }

  /// Where all that a sum names is there.
  private func rows(of total: LawCompiler.Total) -> Range<Int> {
    var (least, most) = (0, 0)
    for (leaf, _) in total.tape.leaves {
      switch leaf {
      case .channel(_, let lag), .time(let lag): (least, most) = (min(least, lag), max(most, lag))
      default: break
      }
    }
    return -least..<times.count - most
  }

  private func evaluate(
    _ tape: Tape, _ rows: Range<Int>, _ values: UnsafeBufferPointer<Double>, _ conditions: [Double], _ totals: [Double],
    _ columns: UnsafeMutableBufferPointer<Double>
  ) {
    times.withUnsafeBufferPointer { times in
      conditions.withUnsafeBufferPointer { conditions in
        tape.evaluate(rows, of: SeriesRows(values: values, width: channels.count, times: times, conditions: conditions), totals: totals, columns)
      }
    }
  }

  /// Adds the derivatives of a sum, whose columns are filled, times a factor.
  private func addSlopes(
    of total: LawCompiler.Total, _ number: Int, times factor: Double, to row: UnsafeMutableBufferPointer<Double>, _ workspace: Workspace
  ) {
    let rows = self.rows(of: total)
    let factor = total.isMean ? factor / Double(rows.count) : factor
    while workspace.innerSlopes.count <= number { workspace.innerSlopes.append([]) }
    Self.grow(&workspace.innerSlopes[number], total.tape.instructions.count * rows.count)
    workspace.innerColumns[number].withUnsafeMutableBufferPointer { columns in
      workspace.innerSlopes[number].withUnsafeMutableBufferPointer { room in
        total.tape.differentiate(total.result, count: rows.count, columns, into: room)
        for (leaf, instruction) in total.tape.leaves {
          let column = Tape.column(instruction, room, rows.count)
          for (place, at) in rows.enumerated() {
            if let variable = Self.variable(of: leaf, at: at, times.count, channels.count) { row[variable] += factor * column[place] }
          }
        }
      }
    }
  }

  private static func grow(_ room: inout [Double], _ count: Int) {
    if room.count < count { room += [Double](repeating: 0, count: count - room.count) }
  }
}
