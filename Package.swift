// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

/// A module of the house under Sources.
func room(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
  .target(name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", swiftSettings: settings)
}

/// The tests of one module, in the folder that mirrors it.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests", swiftSettings: settings)
}

let package = Package(
  name: "Bellman",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Analysis", targets: ["Analysis"]),
    .library(name: "Files", targets: ["Files"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "Networks", targets: ["Networks"]),
    .library(name: "Bellman", targets: ["Bellman"]),
    .library(name: "Ledger", targets: ["Ledger"]),
    .library(name: "Figures", targets: ["Figures"]),
    .library(name: "DomainLaws", targets: ["DomainLaws"]),
    .library(name: "DomainCommand", targets: ["DomainCommand"]),
    .library(name: "ManifoldDomain", targets: ["ManifoldDomain"]),
    .library(name: "MoleculeDomain", targets: ["MoleculeDomain"]),
    .library(name: "TimeSeriesDomain", targets: ["TimeSeriesDomain"]),
    .executable(name: "manifolds", targets: ["manifolds"]),
    .executable(name: "molecules", targets: ["molecules"]),
    .executable(name: "timeseries", targets: ["timeseries"]),
    .executable(name: "benchmarks", targets: ["benchmarks"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
  ],
  targets: [
    .systemLibrary(name: "COpenBLAS", path: "Sources/COpenBLAS", providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(name: "CGSL", path: "Sources/CGSL", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CKernels", path: "Sources/CKernels"),

    room("Analysis", ["CGSL"]),
    room("Files", ["CZlib"]),
    room("Tensors", ["CKernels", "COpenBLAS"]),
    room("Networks", ["Tensors"]),
    room("Bellman", ["Networks", "Tensors", "Files", "Analysis"]),
    room("Ledger", ["Analysis"]),
    room("Figures", []),
    room("DomainLaws", ["Bellman", "Networks", "Tensors"]),
    room(
      "DomainCommand",
      ["Bellman", "Networks", "Tensors", "DomainLaws", "Figures", "Files", argumentParser, crypto]),

    room("ManifoldDomain", ["Bellman", "Networks", "Tensors", "Analysis", "Files"], path: "Plugins/Manifolds/Domain"),
    .executableTarget(
      name: "manifolds",
      dependencies: ["ManifoldDomain", "DomainCommand", "Bellman", "Figures", argumentParser], path: "Plugins/Manifolds/Command",
      swiftSettings: settings),

    room("MoleculeDomain", ["Bellman", "Networks", "Tensors", "Analysis", "Files"], path: "Plugins/Molecules/Domain"),
    .executableTarget(
      name: "molecules",
      dependencies: [
        "MoleculeDomain", "DomainCommand", "DomainLaws", "Bellman", "Networks", "Tensors", "Figures", "Files", argumentParser,
      ],
      path: "Plugins/Molecules/Command", swiftSettings: settings),

    room("TimeSeriesDomain", ["Bellman", "Networks", "Tensors", "Analysis", "Files"], path: "Plugins/TimeSeries/Domain"),
    .executableTarget(
      name: "timeseries",
      dependencies: [
        "TimeSeriesDomain", "DomainCommand", "DomainLaws", "Bellman", "Networks", "Tensors", "Figures", "Files", argumentParser,
      ],
      path: "Plugins/TimeSeries/Command", swiftSettings: settings),

    .executableTarget(
      name: "new-domain", dependencies: [argumentParser, "Files"], path: "Sources/NewDomain", swiftSettings: settings),

    // Damaged and random inputs with a seed, for the tests of several modules.
    room("TestInputs", [], path: "Tests/TestInputs"),
    // What the tests of the manifolds and the benchmarks measure alike.
    room("ManifoldAccuracy", ["ManifoldDomain", "Bellman", "Tensors"], path: "Tests/ManifoldAccuracy"),
    // What the tests of series and the benchmarks measure alike.
    room("TimeSeriesAccuracy", ["TimeSeriesDomain", "Bellman", "Files", "Networks", "Tensors", "Analysis"], path: "Tests/TimeSeriesAccuracy"),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "ManifoldAccuracy", "TimeSeriesAccuracy", "ManifoldDomain", "MoleculeDomain", "TimeSeriesDomain", "Bellman", "Ledger", "Files", "Networks",
        "Tensors", "COpenBLAS", argumentParser,
      ],
      path: "Tests/Benchmarks", swiftSettings: settings),

    tests("CKernels", ["CKernels"]),
    tests("Analysis", ["Analysis"]),
    tests("Files", ["Files", "TestInputs"]),
    tests("Tensors", ["Tensors", "CKernels"]),
    tests("Networks", ["Networks", "Tensors", "Files"]),
    tests("Bellman", ["Bellman", "Ledger", "Networks", "Tensors", "Files", "Analysis", "TestInputs"]),
    tests("Ledger", ["Ledger"]),
    tests("Figures", ["Figures"]),
    tests("DomainLaws", ["DomainLaws", "Bellman", "Files", "Networks", "Tensors"]),
    tests("DomainCommand", ["DomainCommand", "Bellman", "Networks", "Tensors", "Files", "Figures", "TestInputs", argumentParser]),
    tests("ManifoldDomain", ["ManifoldDomain", "ManifoldAccuracy", "Analysis", "Bellman", "Tensors", "Files", "Networks", "TestInputs"]),
    tests("MoleculeDomain", ["MoleculeDomain", "Files", "TestInputs"]),
    tests("TimeSeriesDomain", ["TimeSeriesDomain", "TimeSeriesAccuracy", "Bellman", "Networks", "Tensors", "Analysis", "Files", "TestInputs"]),
    tests("TimeSeriesCommand", ["timeseries", "TimeSeriesDomain", "DomainCommand", "Bellman", "Files", "Networks", "TestInputs", argumentParser]),
    tests("MoleculeCommand", ["molecules", "MoleculeDomain", "DomainCommand", "Bellman", "Files", "Networks", "TestInputs", argumentParser]),
  ],
  swiftLanguageModes: [.v6]
)
