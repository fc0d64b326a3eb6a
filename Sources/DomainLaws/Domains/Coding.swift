public import Bellman
internal import Foundation
internal import Tensors

extension DomainLaws {
  /// The laws of a domain's samples, files and configuration.
  static func coding<D: DensityDomain>(_ domain: D, _ data: LawData<D>) -> [Law] {
    [sampleCoding(domain, data), files(domain, data)] + basics(of: domain)
  }

  /// The laws of every domain, whatever its states are.
  public static func basics<D: Domain>(of domain: D) -> [Law] { [rubbish(domain), configuration(domain)] }

  static func sampleCoding<D: DensityDomain>(_ domain: D, _ data: LawData<D>) -> Law {
    Law(
      "encode and decode", "A decoded state is encoded as the same state, and states of samples lie in the space.",
      tolerance: 1e-9
    ) { seed in
      let states = try data.states()
      let again = try domain.encode(domain.decode(states))
      guard again.count == states.count else { throw LawFailure("\(states.count) states came back as \(again.count)") }
      let typical = try data.typicalDistance(states)
      let errors = try Probe(domain.space, seed: seed).distances(states, again).map { $0 / typical }
      let kept = Measurement.worst([("the state comes back at a distance of (in typical distances)", errors)])
      return domain.space.violations(of: states, tolerance: 0).reduce(kept) { worst, violation in
        worst.worse(
          Measurement(violation.excess.isNaN ? .infinity : abs(violation.excess), detail: "encoded \(violation)"))
      }
    }
  }

  static func files<D: DensityDomain>(_ domain: D, _ data: LawData<D>) -> Law {
    Law(
      "write and read", "What was written is read back as the same samples.", tolerance: 1e-6
    ) { seed in
      let samples = data.samples
      let states = try data.states()
      let read = try inTemporaryFolder { folder in
        let path = folder.appending(path: "samples").path
        try domain.write(samples, to: path)
        return try domain.read(path)
      }
      guard read.count == samples.count else {
        throw LawFailure("\(samples.count) samples were read back as \(read.count)")
      }
      let typical = try data.typicalDistance(states)
      let errors = try Probe(domain.space, seed: seed).distances(states, domain.encode(read)).map { $0 / typical }
      return .worst([("the sample comes back at a distance of (in typical distances)", errors)])
    }
  }

  /// The measured value is the number of files that were taken for samples, or refused without a line that says why.
  static func rubbish<D: Domain>(_ domain: D) -> Law {
    Law(
      "rubbish is refused",
      "A file that cannot be meant is an error of one line that says what is wrong, never samples.", tolerance: 0
    ) { seed in
      var generator = RandomCoordinates(seed: seed, stream: 0x1A36_0000).generator(row: 0)
      let noise = (0..<4096).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      let files: [(what: String, bytes: [UInt8]?)] = [
        ("a missing file", nil), ("an empty file", []), ("blank lines", Array("\n\n   \n".utf8)),
        ("random bytes", noise),
        ("zero bytes", [UInt8](repeating: 0, count: 512)), ("prose", Array("It was a dark and stormy night.\n".utf8)),
        ("rows of differing width", Array("a,b,c\n1,2,3\n4,5\n6\n".utf8)),
        ("words among numbers", Array("a,b,c\n1,x,3\n".utf8)),
        ("what is no number", Array("a,b,c\nnan,inf,nan\n".utf8)),
        ("numbers beyond any range", Array("1e999,1e999,1e999\n".utf8)),
      ]
      let faults = try inTemporaryFolder { folder in
        try files.enumerated().compactMap { index, file -> String? in
          let path = folder.appending(path: "rubbish\(index)")
          if let bytes = file.bytes { try Data(bytes).write(to: path) }
          do {
            let samples = try domain.read(path.path)
            return "\(file.what) was read as \(samples.count) samples"
          } catch {
            let line = "\(error)"
            guard !line.isEmpty, !line.contains(where: \.isNewline) else {
              return "\(file.what) was refused with a message of \(line.isEmpty ? "no" : "several") lines"
            }
            return nil
          }
        }
      }
      return Measurement(Double(faults.count), detail: faults.joined(separator: "; "))
    }
  }

  static func configuration<D: Domain>(_ domain: D) -> Law {
    Law(
      "configuration",
      "The configuration is kept in a run's record and makes the same domain again; the name fits a command line.",
      tolerance: 0
    ) { _ in
      let record = try JSONEncoder().encode([domain.configuration])
      let restored = try JSONDecoder().decode([D.Configuration].self, from: record)
      var faults: [String] = []
      if restored != [domain.configuration] { faults.append("the configuration comes back changed") }
      let again = try D(domain.configuration)
      if again.configuration != domain.configuration { faults.append("the same configuration makes another domain") }
      if D.name.isEmpty || D.name.contains(where: { $0.isWhitespace || $0 == "/" }) || D.summary.isEmpty {
        faults.append("the name “\(D.name)” or the summary is empty, or the name has blanks or a slash")
      }
      return Measurement(Double(faults.count), detail: faults.joined(separator: "; "))
    }
  }

  /// Runs `body` with a new folder, which is removed afterwards.
  private static func inTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "laws-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
