// swift-tools-version: 6.2
import PackageDescription

// A domain of one's own: everything is said with the public interface of the Bellman package, which a package elsewhere
// names by its URL.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "Simplex",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "SimplexDomain", targets: ["SimplexDomain"]),
    .executable(name: "simplex", targets: ["simplex"]),
  ],
  dependencies: [
    .package(name: "Bellman", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
  ],
  targets: [
    .target(
      name: "SimplexDomain",
      dependencies: [
        .product(name: "Bellman", package: "Bellman"), .product(name: "Files", package: "Bellman"),
        .product(name: "Tensors", package: "Bellman"),
      ], path: "Domain", swiftSettings: settings),
    .executableTarget(
      name: "simplex",
      dependencies: [
        "SimplexDomain", argumentParser, .product(name: "DomainCommand", package: "Bellman"),
        .product(name: "Files", package: "Bellman"),
      ], path: "Command", swiftSettings: settings),
    .testTarget(
      name: "SimplexDomainTests",
      dependencies: [
        "SimplexDomain", .product(name: "Bellman", package: "Bellman"),
        .product(name: "DomainLaws", package: "Bellman"), .product(name: "Files", package: "Bellman"),
      ], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
