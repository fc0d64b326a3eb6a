extension Plan {
  /// Records and compiles a program for a batch, with the micro-batch that suits it.
  ///
  /// The micro-batch is the largest divisor of the batch whose live values fit the budget of a core's caches, and of which
  /// there are at least as many as lanes. It depends on the program and the batch, never on the number of threads.
  /// - Parameters:
  ///   - batch: rows of one call.
  ///   - rowsAtMost: an upper bound on the micro-batch.
  ///   - record: records the program for `trace.rowCount` rows.
  public static func compile(
    _ scalarType: ScalarType, batch: Int, rowsAtMost: Int = .max, _ record: (Trace) throws -> Void
  ) throws -> Plan {
    guard batch > 0 else { throw TensorError("a batch of \(batch) rows") }
    let lanes = 4
    let bound = max(1, min(batch >= lanes ? batch / lanes : batch, rowsAtMost))
    let probeRows = largestDivisor(of: batch, atMost: min(bound, 8))
    let probe = try Plan(Program(scalarType, rows: probeRows, record))
    let bytesPerRow = max(1, probe.arenaBytes / probeRows)
    let rows = largestDivisor(of: batch, atMost: max(1, min(bound, arenaBudget / bytesPerRow)))
    return rows == probeRows ? probe : try Plan(Program(scalarType, rows: rows, record))
  }

  /// Bytes of live values of one micro-batch: a core's share of the last-level cache, with room for products at full rate.
  private static var arenaBudget: Int { 12 << 20 }

  private static func largestDivisor(of batch: Int, atMost bound: Int) -> Int {
    stride(from: min(bound, batch), through: 1, by: -1).first { batch % $0 == 0 } ?? 1
  }
}
