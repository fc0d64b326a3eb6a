import Bellman
import DomainCommand
import Files
import Foundation
import MoleculeDomain
import Testing
import molecules

@Suite struct EndToEndTests {
  @Test func trainSampleEvaluateReport() throws {
    let place = try Workplace()
    let (run, out) = (place.file("run"), place.file("samples.sdf"))
    let train = Workplace.end(place.training(try place.molecules()))
    #expect(train.code == 0 && train.message.isEmpty, "\(train.message)")
    let trained = try TrainedRun<MoleculeWork>(opening: run)
    #expect(trained.split.train.count == 48 && trained.split.validation.count == 6 && trained.split.test.count == 6)
    #expect(trained.result.steps == 20 && trained.record.notes.isEmpty)

    // Graphs are legal and connected however little was learned: it is the process that never leaves them.
    func sample(_ rest: String...) throws -> [Molecule] {
      let ending = Workplace.end(["sample", run, "--count", "40", "--out", out, "--quiet"] + rest)
      #expect(ending.code == 0, "\(ending.message)")
      let molecules = try MoleculeFile(reading: out).molecules
      #expect(molecules.count == 40)
      for check in [MoleculeCheck.valence(.corrected), .connectedness] {
        for molecule in molecules { #expect(check.violations(in: molecule).isEmpty) }
      }
      return molecules
    }
    let drawn = try sample()
    #expect(try sample() == drawn)
    #expect(try sample("--seed", "1") != drawn)
    #expect(try sample("--atoms", "9").allSatisfy { $0.atoms.count == 9 })
    let isomers = try sample("--formula", "C4H8O", "--relax")
    #expect(
      isomers.allSatisfy { molecule in [.carbon: 4, .hydrogen: 8, .oxygen: 1] == Dictionary(grouping: molecule.atoms, by: \.element).mapValues(\.count) })

    #expect(Workplace.end(["evaluate", run, "--count", "30", "--quiet"]).code == 0)
    let evaluation = try StoredEvaluation.read(trained.folder, as: MoleculeEvaluation.self)
    #expect(evaluation?.drawn.moleculeCount == 30 && evaluation?.training.moleculeCount == 48)
    #expect(evaluation?.drawn.validity.value == 1 && evaluation?.drawn.connectedness.value == 1)
    #expect(Workplace.end(["report", run, "--quiet"]).code == 0)
    let page = try String(contentsOfFile: trained.folder.report, encoding: .utf8)
    #expect(page.contains("molecule stability") && page.contains("<svg") && page.contains("30 draws"))
    #expect(Workplace.end(["describe", run]).code == 0)
  }

  @Test func stoppedAndResumedEndsInTheSameBits() throws {
    let place = try Workplace()
    let data = try place.molecules()
    _ = try place.job(data, "whole").run()
    var asks = 0
    var job = try place.job(data, "parts")
    job.shouldStop = {
      asks += 1
      return asks > 9
    }
    #expect(throws: (any Error).self) { try job.run() }
    #expect(!place.exists("parts/model.safetensors") && place.exists("parts/checkpoint.safetensors"))
    #expect(try place.job(data, "parts", start: .resuming).run().status == .finished)
    let (whole, parts) = (try place.content("whole"), try place.content("parts"))
    for name in ["model.safetensors", "fitted.safetensors", "states.safetensors", "split.txt"] {
      #expect(whole[name] == parts[name], "\(name)")
    }
  }

  @Test func whatCannotBeDrawnOrWritten() throws {
    let place = try Workplace()
    let (run, out) = (place.file("run"), place.file("samples.sdf"))
    _ = try place.job(place.molecules()).run()
    let before = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
    func expect(_ code: ExitCode, _ words: String, _ rest: String..., sourceLocation: SourceLocation = #_sourceLocation) {
      let ending = Workplace.end(["sample", run, "--quiet"] + rest)
      #expect(ending.code == code.rawValue && ending.message.contains(words), "\(ending)", sourceLocation: sourceLocation)
      #expect(!ending.message.contains("\n"), "\(ending)", sourceLocation: sourceLocation)
    }
    for name in ["x.foo", "x", "x.npz", "x.sdf.gz"] { expect(.usage, "/\(name): ", "--count", "2", "--out", place.file(name)) }
    expect(.cannotCreate, "nowhere", "--count", "2", "--out", place.file("nowhere/x.sdf"))
    expect(.cannotCreate, "belongs to a run", "--count", "2", "--out", place.file("run/run.json"))
    expect(.cannotCreate, "trained on", "--count", "2", "--out", place.file("molecules.sdf"))
    for count in ["0", "-1", "1000000000000", "1e12"] { expect(.usage, "--count", "--count", count, "--out", out) }
    for atoms in ["0", "-1", "1000000"] { expect(.usage, "--atoms", "--count", "2", "--out", out, "--atoms", atoms) }
    expect(.usage, "exclude each other", "--count", "2", "--out", out, "--atoms", "5", "--formula", "CH4")
    for formula in ["", "rubbish", "Xx2", "C0", "CH4CH4", "C2H6+"] {
      expect(.usage, "the formula", "--count", "2", "--out", out, "--formula", formula)
    }
    expect(.data, "knows no U", "--count", "2", "--out", out, "--formula", "UF6")
    expect(.usage, "5 H", "--count", "2", "--out", out, "--formula", "CH5")
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() == before)
  }
}
