import Bellman
import DomainCommand
import Files
import Foundation
import Networks
import Tensors
import TestInputs

/// A folder for one test, removed when it ends.
final class Workplace {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var path: String { folder.path }
  func file(_ name: String) -> String { folder(name) }
  func write(_ text: String, _ name: String) throws -> String { try folder.put(text, name) }

  /// Two blobs in the plane.
  func points(_ count: Int = 300, seed: UInt64 = 1, copies: Int = 0) throws -> String {
    var stream = RandomStream(seed: seed, stream: RandomPurpose.domain)
    var lines = ["# x,y"]
    for row in 0..<count {
      let center = row % 3 == 0 ? -2.0 : 2.0
      lines.append("\(center + 0.3 * stream.normal()),\(0.5 * stream.normal())")
    }
    for _ in 0..<copies { lines.append(lines[1]) }
    return try write(lines.joined(separator: "\n") + "\n", "points-\(count)-\(seed)-\(copies).csv")
  }

  func content(_ name: String) throws -> [String: Data] { try folder.content(name) }

  static var smallRequest: TrainingRequest {
    var request = TrainingRequest(budget: .steps(60))
    request.network = NetworkSize(width: 16, depth: 2)
    request.batchSize = 64
    request.threads = 1
    return request
  }

  func job(
    _ data: String, _ out: String = "run", request: TrainingRequest = smallRequest, start: Trainer.Start = .anew,
    dimension: Int = 2
  ) -> TrainingJob<DensityWork<PlaneDomain>> {
    TrainingJob(
      .init(dimension: dimension), request: request, dataPath: data, folder: RunFolder(file(out)), start: start)
  }

  /// A trained run.
  func run(_ out: String = "run", request: TrainingRequest = smallRequest) throws -> TrainedRun<DensityWork<PlaneDomain>> {
    _ = try job(points(), out, request: request).run()
    return try TrainedRun(opening: file(out))
  }
}

/// The error that a piece of work throws as a program prints it.
func programError(_ body: () throws -> Void) -> ProgramError? {
  do {
    try body()
    return nil
  } catch { return error as? ProgramError }
}
