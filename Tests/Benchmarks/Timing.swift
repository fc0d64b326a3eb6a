import COpenBLAS
import Foundation
import Tensors

/// Medians of times, and the floor that they are held against.
enum Timing {
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body) / .seconds(1)
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count / 2]
  }

  /// GFLOP/s of a single-threaded sgemm of 512³, the median of several.
  static func sgemmRate(repeats: Int) -> Double {
    let size = 512
    let a = AlignedMemory<Float>(count: size * size, filledWith: 0.5)
    let b = AlignedMemory<Float>(count: size * size, filledWith: 0.25)
    let c = AlignedMemory<Float>(count: size * size, filledWith: 0)
    _ = BLASLibrary.ready
    let times = (0..<repeats + 1).map { _ in
      seconds {
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(size), Int32(size), Int32(size), 1, a.pointer, Int32(size),
          b.pointer, Int32(size), 0, c.pointer, Int32(size))
      }
    }
    return 2 * Double(size * size * size) / median(Array(times.dropFirst())) / 1e9
  }
}
