import ArgumentParser
import Bellman
import DomainCommand
import Files
import Foundation
import Networks
import TestInputs
import TimeSeriesDomain
import timeseries

/// A folder for one test, removed when it ends.
final class Workplace {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var path: String { folder.path }
  func file(_ name: String) -> String { folder(name) }
  func write(_ text: String, _ name: String) throws -> String { try folder.put(text, name) }
  func exists(_ name: String) -> Bool { folder.exists(name) }
  func content(_ name: String) throws -> [String: Data] { try folder.content(name) }

  // MARK: Data

  static let length = 8

  /// Series of prey and predators, and the file of their laws.
  func orbits(_ count: Int = 240) throws -> (data: String, laws: String) {
    let ending = Self.end([
      "simulate", "lotka-volterra", "--count", "\(count)", "--length", "\(Self.length)", "--out", file("orbits.csv"), "--laws-out", file("laws.json"),
      "--quiet",
    ])
    guard ending.code == 0 else { throw ProgramError(.software, ending.message, remedy: "mend it") }
    return (file("orbits.csv"), file("laws.json"))
  }

  /// Series of a low, a middle and a high number, of which the middle comes twice.
  func levels(_ count: Int = 60, rows: Int = 6) throws -> String {
    var (text, state) = ("series,time,low,middle,copy,high\n", UInt64(1))
    func number() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    for series in 0..<count {
      for row in 0..<rows {
        let values = [number(), number(), number()].sorted()
        text += "\(series),\(row),\(values[0]),\(values[1]),\(values[1]),\(values[2])\n"
      }
    }
    return try write(text, "levels.csv")
  }

  static let levelLaws = #"""
    {"laws": [{"name": "low", "law": "low <= middle"}, {"name": "high", "law": "middle <= high"}, {"name": "copy", "law": "copy = middle"}]}
    """#

  // MARK: Runs

  static let steps = 20

  func job(_ data: String, _ out: String, _ options: String..., start: Trainer.Start = .anew) throws -> TrainingJob<TimeSeriesWork> {
    var request = TrainingRequest(budget: .steps(Self.steps))
    request.network = NetworkSize(width: 16, depth: 1)
    request.batchSize = 8
    request.threads = 1
    return TrainingJob(
      try TimeSeriesDomain.configuration(TimeSeriesOptions.parse(options), dataPath: data), request: request, dataPath: data, folder: RunFolder(file(out)),
      start: start)
  }

  /// The command line that trains what `job` trains.
  func training(_ data: String, _ out: String = "run", _ options: [String] = []) -> [String] {
    [
      "train", "--data", data, "--out", file(out), "--steps", "\(Self.steps)", "--width", "16", "--depth", "1", "--batch", "8", "--threads", "1", "--quiet",
    ] + options
  }

  static func end(_ arguments: [String]) -> DomainProgram<TimeSeriesWork>.Ending { DomainProgram<TimeSeriesWork>.end(arguments) }
}
