// swift-tools-version: 6.2
import PackageDescription

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")

let package = Package(
    name: "sallyport",
    products: [
        .executable(name: "sallyport", targets: ["sallyport"]),
        .library(name: "Federation", targets: ["Federation"]),
        .library(name: "SAML2", targets: ["SAML2"]),
        .library(name: "IAMPolicy", targets: ["IAMPolicy"]),
        .library(name: "StateMachinePolicies", targets: ["StateMachinePolicies"]),
        .library(name: "AWSSigV4", targets: ["AWSSigV4"]),
        .library(name: "FederationTesting", targets: ["FederationTesting"]),
        .library(name: "SallyportPostgres", targets: ["SallyportPostgres"]),
        .library(name: "SallyportSQLite", targets: ["SallyportSQLite"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CXMLSec",
            pkgConfig: "xmlsec1-openssl",
            providers: [.apt(["libxmlsec1-dev", "libxml2-dev", "libssl-dev", "pkg-config"])]
        ),
        .target(name: "CPostgres"),
        .target(name: "CDeflate", linkerSettings: [.linkedLibrary("z")]),
        // `make build` names the commit, which --version shows.
        .target(
            name: "CBuildIdentity",
            cSettings: Context.environment["BUILD_COMMIT"].map { [.define("SALLYPORT_COMMIT", to: "\"\($0)\"")] }),
        .target(name: "Encodings"),
        .target(name: "ConfigurationKeys", dependencies: ["Encodings"]),
        .target(name: "XMLSecurity", dependencies: ["CDeflate", "CXMLSec", "Encodings"]),
        .target(name: "IAMPolicy", dependencies: ["Encodings"]),
        .target(name: "StateMachinePolicies", dependencies: ["Encodings", "IAMPolicy"]),
        .target(name: "ActionCatalogue", dependencies: ["Encodings", "IAMPolicy"]),
        .target(name: "PolicyAnalysis", dependencies: ["ActionCatalogue", "Encodings", "IAMPolicy"]),
        .target(name: "S3Mapping", dependencies: ["Encodings", "IAMPolicy"]),
        .target(name: "AWSSigV4", dependencies: ["Encodings", crypto]),
        .target(name: "SAML2", dependencies: ["Encodings", "XMLSecurity"]),
        .target(name: "WebIdentity", dependencies: ["Encodings", "IAMPolicy", "SAML2", crypto, cryptoExtras]),
        .target(name: "Keys", dependencies: ["Encodings", crypto]),
        .target(name: "Accounts", dependencies: ["Encodings", "IAMPolicy", "Keys", "SAML2", "WebIdentity", crypto]),
        .target(name: "Sessions", dependencies: ["Accounts", "Encodings", "IAMPolicy", "Keys", "SAML2", crypto]),
        .target(name: "Audit", dependencies: ["Accounts", "Encodings", "IAMPolicy", "Keys", "SAML2", "Sessions"]),
        .target(name: "Claims", dependencies: ["Accounts", "Encodings", "IAMPolicy", "SAML2", "Sessions"]),
        .target(
            name: "STS",
            dependencies: [
                "Accounts", "Audit", "AWSQuery", "Claims", "Encodings", "IAMPolicy", "Keys", "SAML2", "Sessions",
                "WebIdentity",
            ]),
        .target(
            name: "SingleSignOn",
            dependencies: ["Accounts", "Audit", "Encodings", "IAMPolicy", "Keys", "SAML2", "Sessions"]),
        .target(
            name: "Portal",
            dependencies: [
                "Accounts", "Audit", "Claims", "Encodings", "IAMPolicy", "Keys", "SAML2", "Sessions", "STS", crypto,
            ]),
        .target(
            name: "IdentityCenter",
            dependencies: [
                "Accounts", "Audit", "Encodings", "IAMPolicy", "Keys", "Portal", "Sessions", "STS", crypto,
            ]),
        .target(
            name: "Federation", dependencies: ["Accounts", "Audit", "Claims", "Encodings", "Keys", "Sessions", "STS"]),
        .target(name: "AWSQuery", dependencies: ["Encodings"]),
        .target(
            name: "OIDCProviderKeys",
            dependencies: ["Accounts", "Encodings", "SallyportConfiguration", "WebIdentity", tracing]),
        .target(
            name: "BrokerMetrics",
            dependencies: [
                "Accounts", "Audit", "Encodings", "IAMPolicy", "PrometheusMetrics", "TraceContext",
                .product(name: "CoreMetrics", package: "swift-metrics"), tracing,
            ]
        ),
        .target(name: "PrometheusMetrics", dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")]),
        .target(
            name: "IAMCredentials",
            dependencies: ["Accounts", "Encodings", "Keys", "XMLSecurity", crypto, cryptoExtras]),
        .target(
            name: "IAM",
            dependencies: [
                "Accounts", "ActionCatalogue", "Audit", "AWSQuery", "Encodings", "IAMCredentials", "IAMPolicy", "Keys",
                "SAML2", "Sessions", "STS",
            ]),
        .target(
            name: "Markup", dependencies: ["Encodings", .product(name: "Mustache", package: "swift-mustache")]),
        .target(
            name: "UserSignIn",
            dependencies: [
                "Accounts", "Audit", "Encodings", "IAMCredentials", "IAMPolicy", "Keys", "Sessions", "STS",
            ]),
        .target(name: "DevelopmentIdentityProvider", dependencies: ["Encodings", "SAML2", "XMLSecurity"]),
        .target(
            name: "DevelopmentIdentityProviderSite",
            dependencies: [
                "DevelopmentIdentityProvider", "Encodings", "Markup", "SAML2",
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [.embedInCode("Templates")]
        ),
        .target(
            name: "FederationTesting", dependencies: ["Accounts", "Audit", "DevelopmentIdentityProvider", "Encodings"]),
        .target(
            name: "SallyportSQLite",
            dependencies: ["Accounts", "Encodings", "Keys", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        .target(name: "SallyportPostgres", dependencies: ["Accounts", "CPostgres", "Encodings", "Keys"]),
        .target(name: "StoreMigration", dependencies: ["Accounts", "Encodings"]),
        .target(
            name: "SallyportConfiguration",
            dependencies: [
                "Accounts", "Audit", "AWSSigV4", "ConfigurationKeys", "Encodings", "IAMPolicy", "Keys",
                "SallyportPostgres", "SAML2", "TraceContext", crypto, tracing,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .target(
            name: "AWSUpstream",
            dependencies: [
                "Accounts", "AWSSigV4", "Encodings", "IAMPolicy", "Keys", "SallyportConfiguration", "SAML2", "Sessions",
                "STS", "XMLSecurity",
            ]
        ),
        .target(name: "ServiceManager"),
        .target(name: "TraceContext", dependencies: ["Encodings", tracing]),
        .target(
            name: "Traces",
            dependencies: [
                "Encodings", "SallyportConfiguration", "TraceContext", tracing,
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "OperatorLog",
            dependencies: ["Audit", "Encodings", .product(name: "Logging", package: "swift-log")]
        ),
        .target(
            name: "ServerConnections",
            dependencies: [
                "Encodings", .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]
        ),
        .target(
            name: "ServerHTTP",
            dependencies: [
                "BrokerMetrics", "Encodings", "SallyportConfiguration", "SallyportPages", "ServerConnections",
                "Sessions", "TraceContext", tracing,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .target(
            name: "Administration",
            dependencies: [
                "Accounts", "ActionCatalogue", "Audit", "Claims", "Encodings", "IAMPolicy", "Keys", "SAML2", "Sessions",
                "STS",
            ]),
        .target(
            name: "ConsoleSite",
            dependencies: [
                "Accounts", "Administration", "Audit", "Encodings", "IAMPolicy", "Portal", "SallyportConfiguration",
                "SallyportPages", "SAML2", "ServerHTTP", "Sessions", "SingleSignOn", "STS", "UserSignIn",
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .target(
            name: "SallyportPages",
            dependencies: [
                "Accounts", "Encodings", "IAMPolicy", "Markup", "Portal", "Sessions", "STS", crypto,
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [.embedInCode("Templates"), .embedInCode("Texts"), .embedInCode("Assets")]
        ),
        .target(
            name: "Gateway",
            dependencies: [
                "Accounts", "AWSQuery", "AWSSigV4", "BrokerMetrics", "Encodings", "IAMPolicy", "S3Mapping",
                "SallyportConfiguration", "ServerHTTP", "Sessions", "STS",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .target(
            name: "SallyportServer",
            dependencies: [
                "Accounts", "Administration", "Audit", "AWSQuery", "AWSSigV4", "AWSUpstream", "BrokerMetrics",
                "ConsoleSite", "Encodings", "Gateway", "IAM", "IAMCredentials", "IAMPolicy", "IdentityCenter",
                "Keys", "OIDCProviderKeys", "OperatorLog", "Portal", "PrometheusMetrics", "SallyportConfiguration",
                "SallyportPages", "SAML2", "ServerConnections", "ServerHTTP", "ServiceManager", "Sessions",
                "SingleSignOn", "STS", "Traces", "UserSignIn", crypto,
                tracing,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .target(
            name: "CommandIO",
            dependencies: [
                "Encodings", "Keys", "SAML2", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(
            name: "PolicyCommands",
            dependencies: [
                "ActionCatalogue", "CommandIO", "Encodings", "IAMPolicy", "PolicyAnalysis", "S3Mapping",
                "SallyportConfiguration", "StateMachinePolicies",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
            ]),
        .target(
            name: "OperatorCommands",
            dependencies: [
                "Accounts", "Audit", "CBuildIdentity", "CommandIO", "ConfigurationKeys", "Encodings",
                "SallyportConfiguration", "SallyportSQLite",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(
            name: "SignInCommands",
            dependencies: [
                "CommandIO", "Encodings", "Keys", "SallyportConfiguration", "SAML2", crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
            ]),
        .executableTarget(
            name: "sallyport",
            dependencies: [
                "Accounts", "Audit", "AWSSigV4", "Claims", "CommandIO", "DevelopmentIdentityProvider",
                "DevelopmentIdentityProviderSite", "Encodings", "IAMPolicy", "Keys", "OIDCProviderKeys",
                "OperatorCommands", "OperatorLog", "PolicyCommands", "SallyportConfiguration", "SallyportPostgres",
                "SallyportServer", "SallyportSQLite", "SAML2", "ServiceManager", "Sessions", "SignInCommands",
                "StoreMigration", "STS", "WebIdentity", "XMLSecurity",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            linkerSettings: [
                // Debug symbols are three quarters of the file; names of functions stay, for reports of crashes, but for
                // libraries to find them by, which none does.
                .unsafeFlags(
                    ["-Xlinker", "-S", "-Xlinker", "--no-export-dynamic"], .when(configuration: .release)),
                // Takes the place of the C library's malloc: a validation takes a tenth less.
                .linkedLibrary("jemalloc", .when(configuration: .release)),
            ]
        ),
        .target(name: "TestSupport", dependencies: ["Encodings", crypto, cryptoExtras], path: "Tests/TestSupport"),
        .testTarget(
            name: "XMLSecurityTests", dependencies: ["CXMLSec", "Encodings", "TestSupport", "XMLSecurity", crypto]),
        .testTarget(
            name: "FederationTests",
            dependencies: [
                "Accounts", "Audit", "AWSQuery", "Claims", "Encodings", "FederationTesting", "IAMPolicy",
                "IdentityCenter", "Keys", "Portal", "SAML2", "Sessions", "STS", "TestSupport", "WebIdentity", crypto,
            ]
        ),
        .testTarget(
            name: "WebIdentityTests", dependencies: ["Encodings", "SAML2", "TestSupport", "WebIdentity", crypto]),
        .testTarget(name: "EncodingsTests", dependencies: ["Encodings"]),
        .testTarget(name: "TraceContextTests", dependencies: ["Encodings", "TraceContext"]),
        .testTarget(name: "ServiceManagerTests", dependencies: ["ServiceManager"]),
        .testTarget(
            name: "OperatorLogTests",
            dependencies: ["Encodings", "OperatorLog", .product(name: "Logging", package: "swift-log")]
        ),
        .testTarget(
            name: "PrometheusMetricsTests",
            dependencies: ["PrometheusMetrics", .product(name: "CoreMetrics", package: "swift-metrics")]
        ),
        .testTarget(name: "AWSQueryTests", dependencies: ["AWSQuery", "TestSupport"]),
        .testTarget(name: "AWSSigV4Tests", dependencies: ["AWSSigV4", "TestSupport", crypto]),
        .testTarget(
            name: "IAMTests",
            dependencies: [
                "Accounts", "AWSQuery", "Encodings", "FederationTesting", "IAM", "IAMCredentials", "IAMPolicy", "Keys",
                "SallyportSQLite", "SAML2", "Sessions", "STS", crypto, cryptoExtras,
            ]
        ),
        .testTarget(
            name: "SallyportSQLiteTests",
            dependencies: [
                "Accounts", "Encodings", "FederationTesting", "SallyportSQLite",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "SallyportPostgresTests",
            dependencies: [
                "Accounts", "Encodings", "FederationTesting", "SallyportPostgres", "SallyportSQLite", "StoreMigration",
            ]
        ),
        .testTarget(
            name: "IAMPolicyTests", dependencies: ["IAMPolicy", "TestSupport"], resources: [.copy("Policies")]),
        .testTarget(
            name: "StateMachinePoliciesTests", dependencies: ["Encodings", "IAMPolicy", "StateMachinePolicies"]),
        .testTarget(name: "ActionCatalogueTests", dependencies: ["ActionCatalogue", "IAMPolicy"]),
        .testTarget(name: "PolicyAnalysisTests", dependencies: ["IAMPolicy", "PolicyAnalysis"]),
        .testTarget(name: "S3MappingTests", dependencies: ["IAMPolicy", "S3Mapping", "TestSupport"]),
        .testTarget(
            name: "SAML2Tests",
            dependencies: ["Encodings", "FederationTesting", "SAML2", "TestSupport", "XMLSecurity", crypto]),
        .testTarget(
            name: "SallyportServerTests",
            dependencies: [
                "Accounts", "Administration", "Audit", "AWSQuery", "AWSSigV4", "AWSUpstream", "BrokerMetrics",
                "ConfigurationKeys", "Encodings", "FederationTesting", "Gateway", "IAM", "IAMCredentials",
                "IAMPolicy", "Keys", "OIDCProviderKeys", "Portal", "PrometheusMetrics", "SallyportConfiguration",
                "SallyportPages", "SallyportPostgres", "SallyportServer", "SallyportSQLite", "SAML2",
                "ServerConnections", "ServerHTTP", "ServiceManager", "Sessions", "STS", "TestSupport",
                "TraceContext", "Traces", "UserSignIn", "WebIdentity", tracing,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "AWSUpstreamTests",
            dependencies: [
                "Accounts", "AWSSigV4", "AWSUpstream", "Encodings", "FederationTesting", "IAMPolicy",
                "SallyportConfiguration", "Sessions", "STS",
            ]
        ),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "Audit", "AWSQuery", "AWSSigV4", "ConfigurationKeys", "Federation", "FederationTesting", "IAM",
                "IAMPolicy", "S3Mapping", "SallyportServer", "SAML2", "WebIdentity",
            ]
        ),
        .testTarget(
            name: "SallyportCommandTests",
            dependencies: [
                "Accounts", "Audit", "CommandIO", "FederationTesting", "IAMPolicy", "Keys", "sallyport", "SAML2",
                "Sessions", "SignInCommands", "STS", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// `make fuzz` builds one program more, and has the compiler watch which ways through our modules an input takes. The variable
// names the library that makes the inputs; see scripts/fuzz.
if let driver = Context.environment["SALLYPORT_FUZZER"] {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Fuzzing/CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Accounts", "Audit", "AWSQuery", "AWSSigV4", "CFuzzer", "Claims", "CXMLSec", "Encodings",
                "FederationTesting", "IAMPolicy", "IdentityCenter", "Keys", "SallyportConfiguration", "SAML2",
                "ServerHTTP", "Sessions", "StateMachinePolicies", "STS", "TestSupport", "UserSignIn", "WebIdentity",
                "XMLSecurity", crypto,
            ],
            path: "Fuzzing/Sources",
            linkerSettings: [.unsafeFlags(["-sanitize=address", driver]), .linkedLibrary("stdc++")]
        ),
    ]
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
    if Context.environment["SALLYPORT_FUZZER"] != nil {
        target.swiftSettings? += [.unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"])]
    }
}
