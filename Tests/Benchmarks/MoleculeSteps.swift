import ArgumentParser
import Bellman
import Foundation
import MoleculeDomain
import Networks
import Tensors

/// The training step of the network of molecules: operations counted, and time beside the sgemm floor.
struct MoleculeSteps: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "molecules", abstract: "Count and time a training step of the network of molecules.",
    discussion: """
      One step is noise, forward, backward and Adam of both halves of the network, on one thread, over molecules of sizes like QM9's without fluorine \
      (normal, mean 18.1, deviation 2.9, 3 to 29 atoms). GFLOP are those of the matrix products, two for each multiplication \
      and addition; the floor is they at the rate of an sgemm of 512³ in the same run. EDM's network of this size, as published, \
      takes 866 to 1167 GFLOP a step of 64 molecules, padded; 174 with ragged pairs and factored pair layers.
      """)

  @Option(help: "Width of the features of atoms and of pairs.") var width = 256
  @Option(help: "Layers.") var depth = 9
  @Option(help: "Molecules of a step, about.") var molecules = 64
  @Flag(help: "Only check that everything runs.") var smoke = false

  func run() throws {
    var stream = RandomStream(seed: 3, stream: 1)
    let sizes = (0..<(smoke ? 64 : 512)).map { _ in min(29, max(3, Int((18.1 + 2.9 * stream.normal()).rounded()))) }
    let alphabet = try AtomAlphabet(["H", "C", "N", "O"].compactMap { AtomKind($0) })
    let states = try MoleculeStates(randomOf: alphabet, sizes: sizes, seed: 1)
    let scaling = MoleculeScaling(of: states)
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: alphabet)
    let shape = MoleculeStepShape(of: states, noising.schedule)
    let (width, depth) = smoke ? (32, 2) : (width, depth)
    let network = MoleculeNetwork(
      kinds: alphabet.count, width: width, pairWidth: width, depth: depth, symmetry: .reflections,
      positionScale: scaling.dataDeviation)
    let bins = shape.bins(forMolecules: molecules, of: states)
    let task = MoleculeObjective(
      network, noising: noising, scaling: scaling, data: states, shape: shape,
      batchSize: bins)
    let plan = try Plan.compile(.float32, batch: bins) { trace in
      let loss = task.loss(trace)
      network.parameters.outputGradient(of: loss)
      trace.output("loss", loss, .sum)
    }
    let executor = try Executor<Float>(plan, capacity: bins, threads: 1)
    let weights = network.parameters.initialValues(seed: 1)
    let optimiser = Adam(count: network.parameters.count)
    func operations(_ plan: Plan) -> Double { Double(plan.productOperations) * Double(bins / plan.program.rowCount) / 1e9 }
    // What EDM's network does: the half that takes noise out of positions.
    let denoising = try Plan.compile(.float32, batch: bins) { trace in
      let loss = network.displacement(trace, shape.positions).square().sum()
      network.parameters.outputGradient(of: loss)
      trace.output("loss", loss, .sum)
    }
    func step(_ number: Int) throws {
      try task.fill(executor, parameters: weights, seed: 1, step: number)
      try executor.run(parameters: weights.pointer)
      optimiser.update(
        weights, gradient: UnsafeBufferPointer(start: executor.sums.baseAddress, count: weights.count), rate: 1e-4, threads: 1)
    }
    let before = Timing.sgemmRate(repeats: smoke ? 1 : 9)
    try step(0)
    let time = try Timing.median((1...(smoke ? 1 : 7)).map { number in try Timing.seconds { try step(number) } })
    let rate = (before + Timing.sgemmRate(repeats: smoke ? 1 : 9)) / 2
    let mean = task.moleculesPerStep(.positions)
    let all = operations(plan)
    print(
      String(
        format: """
          %d × %d, %d parameters, %.1f molecules and %.1f graphs a step in %d bins
          %.1f GFLOP of products a step; %.1f for 64 molecules, of which %.1f for the E(3) half
          %.0f ms, floor %.0f ms at %.0f GFLOP/s: %.0f %% of the sgemm rate
          """, depth, width, network.parameters.elementCount, mean, task.moleculesPerStep(.graph), bins, all, all * 64 / mean,
        operations(denoising) * 64 / mean, time * 1e3, all / rate * 1e3, rate, 100 * all / rate / time))
  }
}
