// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever depends on Sallyport does not build its benchmarks.
let sallyport: [Target.Dependency] = ["Federation", "FederationTesting", "IAMPolicy", "SAML2"].map {
    .product(name: $0, package: "sallyport")
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let sqlite = Target.Dependency.product(name: "SallyportSQLite", package: "sallyport")

/// As the program has it.
let memory: [LinkerSetting] = [.linkedLibrary("jemalloc", .when(configuration: .release))]

let package = Package(
    name: "sallyport-benchmarks",
    dependencies: [
        .package(name: "sallyport", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    ],
    targets: [
        // The floor is measured with the same OpenSSL that xmlsec uses.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "BenchmarkSupport", dependencies: [arguments] + sallyport),
        .executableTarget(
            name: "measure",
            dependencies: ["BenchmarkSupport", "COpenSSL", arguments, sqlite] + sallyport,
            linkerSettings: memory
        ),
        .executableTarget(
            name: "steady-memory",
            dependencies: ["BenchmarkSupport", arguments] + sallyport
        ),
        .executableTarget(
            name: "store-check",
            dependencies: [.product(name: "Federation", package: "sallyport"), sqlite]
        ),
        .executableTarget(
            name: "fill-store",
            dependencies: ["BenchmarkSupport", arguments, sqlite] + sallyport
        ),
        .executableTarget(
            name: "measure-policies", dependencies: ["BenchmarkSupport", arguments] + sallyport, linkerSettings: memory),
        .executableTarget(name: "remember-uses", dependencies: ["BenchmarkSupport", arguments, sqlite] + sallyport),
        .executableTarget(
            name: "sign-responses",
            dependencies: ["BenchmarkSupport", arguments] + sallyport
        ),
    ],
    swiftLanguageModes: [.v6]
)
