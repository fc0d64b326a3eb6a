public import Bellman

extension DomainLaws {
  /// The laws of a reference process.
  ///
  /// - Parameter data: states to be noised; draws from the space's uniform law when nil.
  public static func reference<Reference: ReferenceProcess>(_ reference: Reference, data: StateBatch? = nil) -> [Law] {
    [
      startLaw(of: reference), noisedStart(of: reference, data), noiseScore(of: reference, data), noiseFlow(of: reference, data),
      noisedRows(of: reference, data), controlFaces(of: reference, data), valueFace(of: reference),
    ]
  }

  /// `count` rows of the data, over and over.
  static func data<Space: RiemannianSpace>(_ data: StateBatch?, _ probe: Probe<Space>, count: Int) -> StateBatch {
    let states = data.flatMap { $0.count > 0 ? $0 : nil } ?? probe.states(64, 200)
    return states.rows((0..<count).map { $0 % states.count })
  }
}
