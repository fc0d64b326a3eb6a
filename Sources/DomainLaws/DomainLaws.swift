public import Bellman

/// What every domain must obey, as values: run by the tests of a plugin and by the verb `check`.
///
///     @Test func laws() throws {
///       for result in DomainLaws.check(try MyDomain(.init())) { #expect(result.passed, "\(result)") }
///     }
///
/// Nothing here traps; what a domain's own code throws is a broken law. A law that is measured with random draws gives
/// a false alarm with a probability below 10⁻⁶ (see `Significance`); the same seed always measures the same.
public enum DomainLaws {
  /// The laws of a domain: of its space, its reference process, its network, its checks, its baselines and its files.
  ///
  /// - Parameter samples: good samples of the field; draws from the space's own uniform law when nil. A domain whose
  ///   data have more structure than its space gives a few of them.
  public static func all<D: DensityDomain>(for domain: D, samples: [D.Sample]? = nil) -> [Law] {
    let data = LawData(domain, samples: samples)
    var laws = space(domain.space)
    // Without states there is no reference: the law of coding then says what went wrong.
    if let states = try? data.states(), let process = try? domain.reference(for: states) {
      laws += reference(process, data: states)
      laws += network(domain, reference: process)
    }
    if let symmetric = domain as? any SymmetricDomain { laws += symmetries(of: symmetric) }
    return laws + coding(domain, data) + checks(domain, data) + baselines(domain, data)
  }

  /// Checks a domain; see `all(for:samples:)`.
  public static func check<D: DensityDomain>(_ domain: D, samples: [D.Sample]? = nil, seed: UInt64 = 0) -> LawReport {
    report(all(for: domain, samples: samples), seed)
  }

  /// Checks a space, with its heat kernel and its symmetries where it has them.
  public static func check(_ space: some RiemannianSpace, seed: UInt64 = 0) -> LawReport {
    report(self.space(space), seed)
  }

  /// Checks a reference process.
  /// - Parameter data: states to be noised; draws from the space's uniform law when nil.
  public static func check(
    _ reference: some ReferenceProcess, data: StateBatch? = nil, seed: UInt64 = 0
  ) -> LawReport {
    report(self.reference(reference, data: data), seed)
  }

  /// The laws of a space, with those of its heat kernel and its symmetries where it has them.
  public static func space<Space: RiemannianSpace>(_ space: Space) -> [Law] {
    var laws = geometry(of: space)
    if let space = space as? any HeatKernelSpace { laws += heatKernel(of: space) }
    if let space = space as? any RiemannianSpace & SymmetricSpace { laws += symmetries(of: space) }
    return laws
  }

  private static func report(_ laws: [Law], _ seed: UInt64) -> LawReport {
    LawReport(laws.map { $0.check(seed: seed) })
  }
}
