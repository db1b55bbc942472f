// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever depends on Sallyport does not build its benchmarks.
let sallyport: [Target.Dependency] = ["Federation", "FederationTesting", "IAMPolicy", "SAML2"].map {
    .product(name: $0, package: "sallyport")
}

let package = Package(
    name: "sallyport-benchmarks",
    dependencies: [
        .package(name: "sallyport", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    ],
    targets: [
        // The floor is measured with the same OpenSSL that xmlsec uses.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "BenchmarkSupport", dependencies: sallyport),
        .executableTarget(
            name: "measure",
            dependencies: [
                "BenchmarkSupport", "COpenSSL", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
                + sallyport
        ),
        .executableTarget(
            name: "steady-memory",
            dependencies: ["BenchmarkSupport", .product(name: "ArgumentParser", package: "swift-argument-parser")]
                + sallyport
        ),
        .executableTarget(
            name: "store-check",
            dependencies: ["Federation", "SallyportSQLite"].map { .product(name: $0, package: "sallyport") }
        ),
        .executableTarget(
            name: "fill-store",
            dependencies: [
                "BenchmarkSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SallyportSQLite", package: "sallyport"),
            ]
                + sallyport
        ),
        .executableTarget(name: "measure-policies", dependencies: [.product(name: "IAMPolicy", package: "sallyport")]),
        .executableTarget(
            name: "sign-responses",
            dependencies: ["BenchmarkSupport", .product(name: "ArgumentParser", package: "swift-argument-parser")]
                + sallyport
        ),
    ],
    swiftLanguageModes: [.v6]
)
