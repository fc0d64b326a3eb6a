internal import CKernels
internal import COpenBLAS
internal import Foundation

/// OpenBLAS as the package wants it; to be made ready before the first product.
package enum BLASLibrary {
  /// - OpenBLAS works in the calling thread alone: parallel work is cut into micro-batches, one worker each, so that its results do not depend on the
  ///   number of threads.
  /// - Its kernels are those of this processor. A release of OpenBLAS takes processors that are newer than itself for very old ones
  ///   (0.3.21 takes Xeons of 2024 for a Prescott of 2004), and is then five to eight times slower.
  package static let ready: Void = {
    chooseKernels()
    openblas_set_num_threads(1)
  }()

  /// What OpenBLAS calls the kernels that it has chosen.
  package static var kernels: String { openblas_get_corename().map { String(cString: $0) } ?? "" }

  /// The level of x86-64 whose vectors this processor has: 2 or less, 3 or 4; 0 where it is another.
  package static var instructionLevel: Int { Int(ck_instruction_level()) }

  /// Kernels for levels 3 and 4.
  private static let modern: Set<String> = ["Haswell", "Zen", "Excavator", "SkylakeX", "Cooperlake", "SapphireRapids"]
  private static let choice = "OPENBLAS_CORETYPE"

  /// The two functions are those with which OpenBLAS chooses when it is loaded; where it was built for one processor they are not there.
  private static func chooseKernels() {
    guard instructionLevel >= 3, !modern.contains(kernels), getenv(choice) == nil, let quit = function("gotoblas_dynamic_quit"),
      let begin = function("gotoblas_dynamic_init")
    else { return }
    setenv(choice, instructionLevel >= 4 ? "SKYLAKEX" : "HASWELL", 1)
    quit()
    begin()
    unsetenv(choice)
  }

  private static func function(_ name: String) -> (@convention(c) () -> Void)? {
    dlsym(dlopen(nil, RTLD_NOW), name).map { unsafeBitCast($0, to: (@convention(c) () -> Void).self) }
  }
}
