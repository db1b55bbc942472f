// swift-tools-version: 6.2
import PackageDescription

// A package of its own, as yours would be. Outside this repository the dependency is a URL and a version instead of a path.
let package = Package(
    name: "custom-broker",
    dependencies: [
        .package(name: "sallyport", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "CustomBroker",
            dependencies: ["Federation", "FederationTesting", "IAMPolicy", "SAML2"].map {
                .product(name: $0, package: "sallyport")
            }
        )
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
