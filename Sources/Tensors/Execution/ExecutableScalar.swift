public import CKernels
internal import COpenBLAS

/// A floating-point type in which plans run: `Float` or `Double`.
public protocol ExecutableScalar: BinaryFloatingPoint, SIMDScalar, Sendable, Codable {
  static var scalarType: ScalarType { get }

  static func elementwise(
    _ block: UnsafePointer<ck_elementwise>, _ slots: UnsafePointer<UnsafeMutablePointer<Self>?>,
    _ scratch: UnsafeMutablePointer<Self>)
  /// C = A B (+ C) for one pair of matrices; `transpose` tells that a matrix is stored by columns.
  static func product(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<Self>, leadingA: Int, transposeA: Bool, _ b: UnsafePointer<Self>,
    leadingB: Int, transposeB: Bool, _ c: UnsafeMutablePointer<Self>, accumulate: Bool)
  /// Products of small or narrow matrices, `count` of them; strides as (matrix, row, column).
  static func narrowProducts(
    count: Int, m: Int, n: Int, k: Int, _ a: UnsafePointer<Self>, _ aStrides: (Int, Int, Int), _ b: UnsafePointer<Self>,
    _ bStrides: (Int, Int, Int), _ c: UnsafeMutablePointer<Self>, _ cStride: Int, accumulate: Bool,
    _ scratch: UnsafeMutablePointer<Self>)
  static func gatherRows(
    _ table: UnsafePointer<Self>, rows: Int, width: Int, _ index: UnsafePointer<Int32>, count: Int,
    _ out: UnsafeMutablePointer<Self>)
  static func scatterAddRows(
    _ source: UnsafePointer<Self>, count: Int, width: Int, _ index: UnsafePointer<Int32>, rows: Int,
    _ out: UnsafeMutablePointer<Self>)
  static func add(_ source: UnsafePointer<Self>, into destination: UnsafeMutablePointer<Self>, count: Int)
  /// Values of counter-based randomness: element i depends on (seed, stream, step, first + i) alone.
  static func fillUniform(
    _ out: UnsafeMutableBufferPointer<Self>, seed: UInt64, stream: UInt32, step: UInt32, first: Int)
  static func fillNormal(
    _ out: UnsafeMutableBufferPointer<Self>, seed: UInt64, stream: UInt32, step: UInt32, first: Int)
}
