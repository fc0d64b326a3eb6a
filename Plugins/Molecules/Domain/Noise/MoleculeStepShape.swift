internal import Networks
internal import Tensors

/// The bins of a training step: each has molecules whose positions are denoised, and several times as many whose graphs are revealed.
public struct MoleculeStepShape: Hashable, Sendable {
  public let positions: BinShape
  public let graphs: BinShape

  /// Graphs that are revealed for each molecule whose positions are denoised: about as many as take half the work.
  public static var graphsPerMolecule: Double { 3 }

  /// The shape that suits molecules.
  /// - Parameter leastPairs: a bin for molecules that are not larger holds about this many pairs of those whose positions are denoised.
  public init(of data: MoleculeStates, _ schedule: MoleculeSchedule, leastPairs: Int = 512) {
    let whole = data.sizes.map { MoleculeExtent(atoms: $0) }
    positions = BinShape(whole, leastPairs: leastPairs)
    var stream = RandomStream(seed: 0, stream: RandomPurpose.batchOrder)
    let times = (0..<data.count).map { _ in schedule.time(.graph, at: stream.uniform()) }
    let bins = BinPacking(whole.indices, extents: whole, shape: positions).bins.count
    let share = Self.graphsPerMolecule / Double(max(bins, 1))
    // Whatever part is revealed, every molecule must have room.
    let greatest = data.graphs.map { VisibleGraph.extent($0, .leaves, data.alphabet) }
    graphs = BinShape(Self.extents(data, schedule, at: times), share: share, holding: greatest)
  }

  public subscript(_ half: MoleculeHalf) -> BinShape { half == .graph ? graphs : positions }

  /// A step has a multiple of so many bins, so that a batch can be shared.
  private static var binUnit: Int { 4 }

  /// How many bins a step has for about this many molecules whose positions are denoised.
  public func bins(forMolecules count: Int, of data: MoleculeStates) -> Int {
    max(1, Int((Double(count) / Self.moleculesOfBin(data, positions) / Double(Self.binUnit)).rounded())) * Self.binUnit
  }

  /// About as many molecules as the smallest step takes: many, where one is much larger than most.
  public static func fewestMolecules(of data: MoleculeStates) -> Int {
    Int((Double(binUnit) * moleculesOfBin(data, BinShape(data.sizes.map { MoleculeExtent(atoms: $0) }))).rounded())
  }

  private static func moleculesOfBin(_ data: MoleculeStates, _ shape: BinShape) -> Double {
    let packing = BinPacking(data.sizes.indices, extents: data.sizes.map { MoleculeExtent(atoms: $0) }, shape: shape)
    return max(1, Double(data.count) / Double(max(packing.bins.count, 1)))
  }

  /// What is seen of each molecule at a time.
  static func extents(_ data: MoleculeStates, _ schedule: MoleculeSchedule, at times: [Double]) -> [MoleculeExtent] {
    zip(data.graphs, times).map { VisibleGraph.extent($0, schedule.progress(at: $1).part, data.alphabet) }
  }
}
