extension Templates {
  /// The package's manifest.
  static let manifest = #"""
    // swift-tools-version: 6.2
    import PackageDescription

    let settings: [SwiftSetting] = [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
    ]

    func bellman(_ product: String) -> Target.Dependency { .product(name: product, package: "{{bellman}}") }

    let package = Package(
      name: "{{Name}}",
      platforms: [.macOS(.v15)],
      products: [
        .library(name: "{{Name}}Domain", targets: ["{{Name}}Domain"]),
        .executable(name: "{{program}}", targets: ["{{Name}}Program"]),
      ],
      dependencies: [
        {{dependency}},
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
      ],
      targets: [
        .target(
          name: "{{Name}}Domain", dependencies: [bellman("Bellman"), bellman("Files"), bellman("Tensors")],
          swiftSettings: settings),
        .executableTarget(
          name: "{{Name}}Program",
          dependencies: [
            "{{Name}}Domain", bellman("DomainCommand"),
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
          ], swiftSettings: settings),
        .testTarget(
          name: "{{Name}}DomainTests", dependencies: ["{{Name}}Domain", bellman("DomainLaws"), bellman("Files")],
          swiftSettings: settings),
      ],
      swiftLanguageModes: [.v6]
    )
    """#
}
