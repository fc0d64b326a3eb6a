import Tensors
import Testing

/// On a processor with wide vectors, products do not run on kernels for one without: OpenBLAS takes what it does not know for something old.
@Suite struct BLASLibraryTests {
  @Test func kernelsAreForThisProcessor() {
    _ = BLASLibrary.ready
    let old = ["Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Sandybridge", "Atom", "Barcelona", "Bobcat", "Opteron", "Athlon"]
    let level = BLASLibrary.instructionLevel
    #expect(level < 3 || !old.contains(BLASLibrary.kernels), "level \(level), but \(BLASLibrary.kernels)")
  }
}
