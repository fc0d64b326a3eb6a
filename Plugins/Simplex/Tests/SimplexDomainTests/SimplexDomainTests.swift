import Bellman
import DomainLaws
import Files
import Foundation
import SimplexDomain
import Testing

@Suite struct SimplexDomainTests {
  let soil = SimplexDomain.Configuration(parts: ["sand", "silt", "clay"])

  @Test(arguments: [["a", "b"], ["sand", "silt", "clay"], ["a", "b", "c", "d", "e", "f"]])
  func laws(parts: [String]) throws {
    for result in DomainLaws.check(try SimplexDomain(.init(parts: parts))) { #expect(result.passed, "\(result)") }
  }

  // MARK: Closed forms

  /// y₁ = log(x₁/x₂)/√2 and y₂ = log(x₁x₂/x₃²)/√6.
  @Test func logRatiosOfThreeParts() {
    let (x, y) = ([0.5, 0.3, 0.2], SimplexDomain.logRatios([0.5, 0.3, 0.2]))
    #expect(abs(y[0] - log(x[0] / x[1]) / 2.0.squareRoot()) < 1e-15)
    #expect(abs(y[1] - log(x[0] * x[1] / (x[2] * x[2])) / 6.0.squareRoot()) < 1e-15)
    for (part, again) in zip(x, SimplexDomain.proportions(y)) { #expect(abs(part - again) < 1e-15) }
    #expect(SimplexDomain.logRatios([0.25, 0.25, 0.25, 0.25]) == [0, 0, 0])
  }

  /// Aitchison's distance is √(Σᵢ (log(xᵢ/g(x)) − log(yᵢ/g(y)))²), g the geometric mean.
  @Test func distanceIsAitchisons() {
    let (x, y) = ([0.1, 0.2, 0.3, 0.4], [0.7, 0.1, 0.15, 0.05])
    func centred(_ parts: [Double]) -> [Double] {
      let mean = parts.map { log($0) }.reduce(0, +) / Double(parts.count)
      return parts.map { log($0) - mean }
    }
    let expected = zip(centred(x), centred(y)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let ratios = zip(SimplexDomain.logRatios(x), SimplexDomain.logRatios(y)).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    #expect(abs(ratios - expected) < 1e-13)
  }

  @Test func extremeRatiosStayProportions() {
    for ratio in [-700.0, -30, 30, 700] {
      let parts = SimplexDomain.proportions([ratio, -ratio])
      #expect(abs(parts.reduce(0, +) - 1) < 1e-15 && parts.allSatisfy { $0 >= 0 })
    }
  }

  /// Two directions with known spread: mean and factor by hand.
  @Test func fittedLawHasMeanAndCovariance() throws {
    let states = StateBatch(vectors: [3, 1, -1, 1, 1, 4, 1, -2], dimension: 2)
    let law = try LogisticNormalLaw(fittedTo: states)
    #expect(law.mean == [1, 1])
    #expect(abs(law.factor[0][0] - 2.0.squareRoot()) < 1e-15 && law.factor[1][0] == 0)
    #expect(abs(law.factor[1][1] - 4.5.squareRoot()) < 1e-15)
    // At the mean the density is 1/(2π √det).
    #expect(abs(law.logDensity(StateBatch(vectors: [1, 1], dimension: 2))[0] + log(2 * .pi * 3)) < 1e-14)
  }

  @Test func aLawNeedsSpread() {
    #expect(throws: ModelError.self) {
      try LogisticNormalLaw(fittedTo: StateBatch(vectors: [1, 1, 2, 2, 3, 3], dimension: 2))
    }
  }

  // MARK: Files

  @Test(arguments: [
    ("sand,silt,clay\n0.5,0.3,0.2\n0.7,-0.1,0.4\n", "line 3, column 2: silt is -0.1"),
    ("sand,silt,clay\n0.5,0.5,0\n", "line 2, column 3: clay is 0.0; ratios need positive parts"),
    (
      "sand,silt,clay\n50,30,20\n", "line 2: the parts sum to 100.0, not to 1.0; if that is meant, set the total to 100"
    ),
    ("sand,silt,clay\n0.5,0.3,0.1\n", "not to 1.0; correct the row"),
    ("sand,clay,silt\n0.5,0.3,0.2\n", "the columns are sand,clay,silt; the header must read sand,silt,clay"),
    ("sand,silt\n0.5,0.5\n", "the columns are sand,silt"), ("0.5,0.3,0.2\n", "the columns are 3 without names"),
    ("sand,silt,clay\n0.5,many,0.2\n", "line 2, column 2"), ("sand,silt,clay\n0.5,0.3,0.2\n0.5,0.3\n", "line 3"),
  ])
  func mistakesAreNamed(content: String, complaint: String) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "simplex-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(content.utf8).write(to: URL(filePath: path))
    let error = try #require(throws: ProgramError.self) { try SimplexDomain(soil).read(path) }
    #expect(error.description.contains(complaint), "\(error)")
    #expect(error.exitCode == .data)
  }

  @Test func percentagesAreReadAndWritten() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "simplex-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let domain = try SimplexDomain(.init(parts: ["a", "b"], total: 100))
    try domain.write([[0.25, 0.75]], to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "a,b\n25,75\n")
    #expect(try domain.read(path) == [[0.25, 0.75]])
  }

  @Test(arguments: [[], ["a"], ["a", "a"]]) func impossibleSimplexes(parts: [String]) {
    #expect(throws: ProgramError.self) { try SimplexDomain(.init(parts: parts)) }
  }
}
