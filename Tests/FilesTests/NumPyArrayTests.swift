import Files
import Foundation
import TestInputs
import Testing

@Suite struct NumPyArrayTests {
  /// What `numpy.save` (2.4) writes for `numpy.array([[1, 2, 3], [4, 5, 6]], '<i4')`.
  static let golden: [UInt8] =
    [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 0x01, 0x00, 0x76, 0x00]
    + Array("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }".utf8)
    + Array(repeating: 0x20, count: 58) + [0x0A]
    + [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0]

  private func file(_ header: String, version: UInt8 = 1, body: Int = 8) -> [UInt8] {
    let length = header.utf8.count
    let lengthBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + lengthBytes + Array(header.utf8)
      + Array(repeating: 0, count: body)
  }

  private func message(_ bytes: [UInt8]) -> String {
    do {
      return "accepted \(try NumPyArray(parsing: Data(bytes), named: "a.npy").shape)"
    } catch {
      #expect(error.exitCode == .data)
      return "\(error)"
    }
  }

  @Test func agreesWithNumPyByteForByte() throws {
    let array = try NumPyArray(shape: [2, 3], values: .int32([1, 2, 3, 4, 5, 6]))
    #expect(Array(array.serialized()) == Self.golden)
    #expect(try NumPyArray(parsing: Data(Self.golden), named: "a.npy") == array)
  }

  @Test(
    arguments: try! [
      NumPyArray(shape: [], values: .float64([.pi])), NumPyArray(shape: [3], values: .float32([1, -0.5, .infinity])),
      NumPyArray(shape: [2, 0, 3], values: .int64([])), NumPyArray(shape: [1, 2], values: .int64([.min, .max])),
      NumPyArray(shape: Array(repeating: 1, count: 60), values: .int32([-7])),
    ])
  func returnsWhatWasWritten(array: NumPyArray) throws {
    let folder = try TemporaryFolder()
    try array.write(to: folder("a.npy"))
    #expect(try NumPyArray(reading: folder("a.npy")) == array)
    #expect(array.serialized().count % 4 == 0)
  }

  @Test(
    arguments: try! [
      NumPyArray(shape: [2, 2], values: .uint8([0, 1, 128, 255])), NumPyArray(shape: [4], values: .int8([-128, 127, 0, -1])),
      NumPyArray(shape: [3], values: .boolean([true, false, true])),
    ])
  func keepsNumbersOfOneByte(array: NumPyArray) throws {
    let bytes = array.serialized()
    #expect(bytes.count == 128 + array.values.count)
    #expect(try NumPyArray(parsing: bytes, named: "a.npy") == array)
  }

  @Test func readsEveryVersionAndOrderOfKeys() {
    let header = "{\"shape\": (2,), 'fortran_order': True ,'descr':'<f4'}\n"
    for version: UInt8 in 1...3 { #expect(message(file(header, version: version)) == "accepted [2]") }
  }

  @Test(arguments: [
    ("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", "the kind of number “>f4” is not read;"),
    ("{'descr': '|S8', 'fortran_order': False, 'shape': (), }", "the kind of number “|S8” is not read;"),
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "is not as NumPy writes it;"),
    ("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", "the array is in Fortran order;"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "needs 12 bytes, and 8 follow;"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "needs 4 bytes, and 8 follow;"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "has too many values;"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "is not as NumPy writes it;"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "is not as NumPy writes it;"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "is not as NumPy writes it;"),
    ("{'descr': '<f4', 'fortran_order': False, }", "is not as NumPy writes it;"),
    ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "is not as NumPy writes it;"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", "is not as NumPy writes it;"),
    ("", "is not as NumPy writes it;"),
  ])
  func saysWhatIsWrong(header: String, expected: String) {
    #expect(message(file(header)).contains(expected), "\(message(file(header)))")
  }

  @Test func refusesWhatIsNoNPYFile() {
    #expect(message([]) == "a.npy: the file is not an NPY file; give a file that numpy.save wrote")
    #expect(message(Array("PK\u{3}\u{4}0000000000".utf8)).contains("is not an NPY file"))
    #expect(message(file("{}", version: 4)).contains("the NPY version 4.0 is unknown"))
    #expect(message([0x93] + Array("NUMPY".utf8) + [2, 0, 0xFF, 0xFF, 0xFF, 0xFF]).contains("longer than the file"))
    for length in 0..<Self.golden.count { #expect(!message(Array(Self.golden[..<length])).hasPrefix("accepted")) }
  }

  @Test func refusesValuesThatDoNotFillTheShape() {
    #expect(throws: ProgramError.self) { try NumPyArray(shape: [2, 2], values: .float32([1, 2, 3])) }
    #expect(throws: ProgramError.self) { try NumPyArray(shape: [-1, -1], values: .float32([1])) }
    #expect(throws: ProgramError.self) { try NumPyArray(shape: [.max, .max], values: .float32([1])) }
  }
}
