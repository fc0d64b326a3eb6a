import Files
import Foundation
import ManifoldDomain
import Testing

/// Points in files: what each space reads, and what it refuses rather than guess.
@Suite struct ManifoldFileTests {
  private func read(_ space: String, _ text: String, unit: AngleUnit = .degrees) throws -> [[Double]] {
    let path = FileManager.default.temporaryDirectory.path + "/points-\(UUID().uuidString).csv"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try ManifoldDomain(.init(space: space, unit: unit)).read(path).map(\.coordinates)
  }

  private func expect(_ values: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
      values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) < 1e-15 },
      sourceLocation: sourceLocation)
  }

  @Test func readsEachSpace() throws {
    expect(try read("S2", "latitude,longitude\n30,90\n")[0], [0, 0.75.squareRoot(), 0.5])
    expect(try read("S2", "30,-270\n")[0], [0, 0.75.squareRoot(), 0.5])
    expect(try read("T2", "phi,psi\n-90,360\n")[0], [1.5 * .pi, 0])
    expect(try read("S3", "0,1,0,0\n")[0], [0, 1, 0, 0])
    // A quarter turn about the third axis, and its quaternion of either sign.
    let half = 0.5.squareRoot()
    for text in ["0,-1,0,1,0,0,0,0,1", "w,x,y,z\n\(half),0,0,\(half)", "\(-half),0,0,\(-half)"] {
      expect(try read("SO3", text + "\n")[0], [0, -1, 0, 1, 0, 0, 0, 0, 1])
    }
    expect(try read("S2xT1", "90,0,180\n")[0], [0, 0, 1, .pi])
  }

  /// 180 radians are degrees in all likelihood, 12 are an angle that went round twice.
  @Test func degreesAsRadians() throws {
    expect(try read("T1", "180\n")[0], [.pi])
    expect(try read("T1", "12\n-1\n", unit: .radians).flatMap { $0 }, [12 - 2 * .pi, 2 * .pi - 1])
    #expect { try read("T1", "1\n-180\n", unit: .radians) } throws: {
      let text = ($0 as? ProgramError)?.description ?? ""
      return text.contains("line 2") && text.contains("--unit degrees")
    }
  }

  @Test(arguments: [
    ("S2", "91,0\n", "latitude 91.0"), ("S2", "0,400\n", "longitude 400.0"), ("S2", "1,2,3\n", "give 2 columns"),
    ("S2", "longitude,latitude\n1,2\n", "put latitude before longitude"),
    ("S2xS2", "lat1,lon1,lon2,lat2\n1,2,3,4\n", "“lon2,lat2”"),
    ("T1", "1e17\n", "turns"), ("S3", "1,1,0,0\n", "norm"), ("SO3", "x,y,z,w\n0,0,0,1\n", "w,x,y,z"),
    ("SO3", "1,1,0,0\n", "norm"), ("SO3", "1,0,0,0,1,0,0,0,-1\n", "no rotation"),
  ])
  func refuses(space: String, text: String, words: String) throws {
    do {
      _ = try read(space, text)
      Issue.record("read: \(text)")
    } catch let error as ProgramError {
      #expect(error.exitCode == .data && error.description.contains(words), "\(error)")
    }
  }
}
