import Bellman
import Files
import Networks
import Tensors
import TestInputs
import Testing

@Suite("Files of parameters")
struct ParameterFileTests {
  private let folder: TemporaryFolder
  private let tree = RegressionTask(hidden: 5).parameters

  init() throws { folder = try TemporaryFolder() }

  private func error(_ tensors: [(String, [Int], [Float])]) throws -> String {
    let file = try SafetensorsFile(tensors: tensors.map { try .init(name: $0.0, shape: $0.1, values: $0.2) })
    try file.write(to: folder("other.safetensors"))
    let error = #expect(throws: ProgramError.self) { try ParameterFile.read(folder("other.safetensors"), for: tree) }
    #expect(error?.exitCode == .data)
    return error?.description ?? ""
  }

  @Test("What is written is read to the bit, one tensor a parameter, by name and shape")
  func roundTrip() throws {
    let values = tree.initialValues(seed: 3)
    try ParameterFile.write(values, of: tree, metadata: ["domain": "test"], to: folder("model.safetensors"))
    #expect(bits(try ParameterFile.read(folder("model.safetensors"), for: tree)) == bits(values))
    let file = try SafetensorsFile(reading: folder("model.safetensors"))
    #expect(file.tensors.map(\.name) == ["net.0.weight", "net.0.bias", "net.1.weight", "net.1.bias"])
    #expect(file.tensors.map(\.shape) == [[2, 5], [5], [5, 1], [1]])
    #expect(file.metadata == ["domain": "test"])
    #expect(file["net.0.weight"]?.values(as: Float.self) == Array(values.array.prefix(10)))
  }

  @Test("A tensor that is missing, too many, of another shape or not finite is named")
  func mismatches() throws {
    let good: [(String, [Int], [Float])] = [
      ("net.0.weight", [2, 5], Array(repeating: 1, count: 10)), ("net.0.bias", [5], Array(repeating: 1, count: 5)),
      ("net.1.weight", [5, 1], Array(repeating: 1, count: 5)), ("net.1.bias", [1], [1]),
    ]
    #expect(try error(Array(good.dropLast())).contains("“net.1.bias” is missing"))
    #expect(try error(good + [("net.2.bias", [1], [1])]).contains("“net.2.bias” is none of"))
    var other = good
    other[0].1 = [5, 2]
    #expect(try error(other).contains("“net.0.weight” has shape [5, 2] where [2, 5] is expected"))
    other = good
    other[1].2[3] = .nan
    #expect(try error(other).contains("“net.0.bias” holds a number that is not finite"))
  }

  @Test("Numbers of another network are not written")
  func otherNetwork() throws {
    let error = #expect(throws: ProgramError.self) {
      try ParameterFile.write(AlignedMemory(count: 3, filledWith: 0), of: tree, to: folder("model.safetensors"))
    }
    #expect(error?.exitCode == .software)
    #expect(try folder.contents().isEmpty)
  }
}
