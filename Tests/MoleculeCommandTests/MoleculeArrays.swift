import Files
import Foundation

/// Molecules as the arrays of an archive, to be damaged and written.
enum MoleculeArrays {
  /// Molecules of water, each a little larger than the last.
  static func waters(_ count: Int) throws -> [String: NumPyArray] {
    func integers(_ shape: [Int], _ values: [Int]) throws -> NumPyArray {
      try NumPyArray(shape: shape, values: .int64(values.map { Int64($0) }))
    }
    let positions = (0..<count).flatMap { row in
      [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0].map { $0 * (1 + 0.001 * Double(row)) }
    }
    return [
      "atom_offset": try integers([count + 1], (0...count).map { 3 * $0 }),
      "z": try integers([3 * count], (0..<count).flatMap { _ in [8, 1, 1] }),
      "pos": try NumPyArray(shape: [3 * count, 3], values: .float64(positions)),
      "formal_charge": try integers([3 * count], Array(repeating: 0, count: 3 * count)),
      "bond_offset": try integers([count + 1], (0...count).map { 2 * $0 }),
      "bonds": try integers([2 * count, 3], (0..<count).flatMap { _ in [0, 1, 1, 0, 2, 1] }),
    ]
  }

  /// Changes one number of an array of integers.
  static func set(_ arrays: inout [String: NumPyArray], _ name: String, _ index: Int, _ value: Int64) throws {
    guard let array = arrays[name], case .int64(var values) = array.values else { preconditionFailure("no integers \(name)") }
    values[index] = value
    arrays[name] = try NumPyArray(shape: array.shape, values: .int64(values))
  }

  /// A zip archive whose members are not compressed.
  static func archive(_ arrays: [String: NumPyArray]) -> [UInt8] {
    var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, array) in arrays.sorted(by: { $0.key < $1.key }) {
      let (member, content) = (Array("\(name).npy".utf8), Array(array.serialized()))
      let size = number(content.count, 4)
      // Version, flags, method, time and date; then checksum and sizes, and the lengths of name and extra field.
      let header = number(20, 2) + number(0, 8) + number(Int(checksum(content)), 4) + size + size + number(member.count, 2) + number(0, 2)
      directory += number(0x0201_4b50, 4) + number(20, 2) + header + number(0, 10) + number(bytes.count, 4) + member
      bytes += number(0x0403_4b50, 4) + header + member + content
    }
    let count = number(arrays.count, 2)
    let end = number(0x0605_4b50, 4) + number(0, 4) + count + count + number(directory.count, 4) + number(bytes.count, 4) + number(0, 2)
    return bytes + directory + end
  }

  /// Least significant byte first.
  private static func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

  /// CRC-32 of ISO 3309.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = ~0
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xedb8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
