import ArgumentParser
import Foundation
import Networks
import Tensors

/// Prints how long a training step takes beside its floor: its operations over the sgemm rate measured in the same run.
struct TrainingSteps: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "steps",
    abstract: "Time one training step of the reference networks beside the sgemm floor.",
    discussion: """
      One step is forward, backward and Adam over all parameters in float32 on a batch in memory. The floor is the step's \
      matrix products at the rate of an sgemm of 512³ on one core, measured between the networks. Medians of 30 steps \
      after 3 that are not counted. The columns PyTorch and JAX are what those took on a core whose sgemm ran at 100 \
      GFLOP/s; “at 100” is the time here scaled to such a core.
      """)

  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "Only check that everything runs: one step each.") var smoke = false
  @Option(parsing: .upToNextOption, help: "Thread counts to measure.") var threads: [Int] = [1, 2]

  struct Row: Codable {
    var network: String
    var threads: Int
    var milliseconds: Double
    var millisecondsAt100: Double
    var floorMilliseconds: Double
    var writtenOperations: Double
    var doneOperations: Double
    var sgemmRate: Double
    var compileMilliseconds: Double
    var microBatchRows: Int
    var loss: Double
    var goalMilliseconds: Double
    var pyTorchMilliseconds: Double
    var jaxMilliseconds: Double
    var speedup: Double?
  }

  func run() throws {
    var rows: [Row] = []
    let count = smoke ? 1 : 30
    for network in ReferenceNetwork.allCases {
      var single: Double?
      for threads in threads {
        let step = try network.step(threads: threads)
        let before = Timing.sgemmRate(repeats: smoke ? 1 : 9)
        for _ in 0..<(smoke ? 1 : 3) { try step.run() }
        let loss = try step.loss()
        let milliseconds = try Timing.median((0..<count).map { _ in try Timing.seconds { try step.run() } }) * 1e3
        let rate = (before + Timing.sgemmRate(repeats: smoke ? 1 : 9)) / 2
        if threads == 1 { single = milliseconds }
        let reference = network.references
        rows.append(
          Row(
            network: network.rawValue, threads: threads, milliseconds: milliseconds,
            millisecondsAt100: milliseconds * rate / 100, floorMilliseconds: step.doneOperations / rate * 1e3,
            writtenOperations: step.writtenOperations, doneOperations: step.doneOperations, sgemmRate: rate,
            compileMilliseconds: step.compileSeconds * 1e3, microBatchRows: step.rows, loss: Double(loss),
            goalMilliseconds: reference.goal, pyTorchMilliseconds: reference.pyTorch, jaxMilliseconds: reference.jax,
            speedup: single.map { $0 / milliseconds }))
        if !json, let row = rows.last { report(row, isFirst: rows.count == 1) }
      }
    }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      print(String(decoding: try encoder.encode(["trainingSteps": rows]), as: UTF8.self))
    }
  }

  private func report(_ row: Row, isFirst: Bool) {
    func cell(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    func number(_ value: Double, _ width: Int, _ digits: Int = 1) -> String {
      cell(String(format: "%.\(digits)f", value), width)
    }
    if isFirst {
      print(
        "network".padding(toLength: 28, withPad: " ", startingAt: 0)
          + ["threads", "ms", "at 100", "goal", "floor", "GFLOP", "sgemm", "PyTorch", "JAX", "compile", "rows", "speed-up"]
          .map { cell($0, 9) }.joined())
    }
    print(
      row.network.padding(toLength: 28, withPad: " ", startingAt: 0) + cell("\(row.threads)", 9)
        + number(row.milliseconds, 9) + number(row.millisecondsAt100, 9) + number(row.goalMilliseconds, 9, 0)
        + number(row.floorMilliseconds, 9) + number(row.doneOperations, 9, 2) + number(row.sgemmRate, 9, 0)
        + number(row.pyTorchMilliseconds, 9, 0) + number(row.jaxMilliseconds, 9, 0) + number(row.compileMilliseconds, 9)
        + cell("\(row.microBatchRows)", 9) + (row.speedup.map { number($0, 9, 2) } ?? ""))
  }
}
