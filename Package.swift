// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "sallyport",
    products: [
        .library(name: "SAML2", targets: ["SAML2"]),
        .library(name: "FederationTesting", targets: ["FederationTesting"]),
    ],
    targets: [
        .systemLibrary(
            name: "CXMLSec",
            pkgConfig: "xmlsec1-openssl",
            providers: [.apt(["libxmlsec1-dev", "libxml2-dev", "libssl-dev", "pkg-config"])]
        ),
        .target(name: "XMLSecurity", dependencies: ["CXMLSec"]),
        .target(name: "SAML2", dependencies: ["XMLSecurity"]),
        .target(name: "FederationTesting", dependencies: ["SAML2", "XMLSecurity"]),
        .testTarget(name: "XMLSecurityTests", dependencies: ["XMLSecurity"]),
        .testTarget(name: "SAML2Tests", dependencies: ["SAML2", "FederationTesting"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
