import Foundation
import Testing

/// GSL calls cblas_* and leaves it to the program to say whose. Its package description names its own reference library,
/// libgslcblas, which exports the same symbols as OpenBLAS and, should it come first in the link order, silently makes
/// every matrix product of this package several times slower. So ask the loader.
@Suite struct LinkedLibraryTests {
  @Test func matrixProductsComeFromOpenBLAS() throws {
    #if canImport(Darwin)
      let everywhere = UnsafeMutableRawPointer(bitPattern: -2)
    #else
      let everywhere: UnsafeMutableRawPointer? = nil
    #endif
    let symbol = try #require(dlsym(everywhere, "cblas_sgemm"))
    // `dladdr` is hidden from Swift on Linux; the loader itself finds it. It fills in four pointers, the file name first.
    typealias AddressLookup = @convention(c) (UnsafeRawPointer, UnsafeMutableRawPointer) -> Int32
    let lookup = unsafeBitCast(try #require(dlsym(everywhere, "dladdr")), to: AddressLookup.self)
    var fields = [UnsafePointer<CChar>?](repeating: nil, count: 4)
    #expect(fields.withUnsafeMutableBytes { $0.baseAddress.map { lookup(symbol, $0) } } != 0)
    let path = String(cString: try #require(fields[0]))
    // The name by which it was loaded may be a link such as libblas.so.3.
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    #expect([path, file].contains { $0.lowercased().contains("openblas") }, "cblas_sgemm is from \(path) (\(file))")
    #expect(![path, file].contains { $0.lowercased().contains("gslcblas") })
  }
}
