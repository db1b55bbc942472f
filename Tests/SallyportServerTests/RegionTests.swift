import Accounts
import Audit
import FederationTesting
import Foundation
import HTTPTypes
import Sessions
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Regions that calls are signed for")
struct RegionTests {
    private static func answer(of region: String, _ more: String = "") async throws -> Answer {
        let site = try await Site(extra: more)
        let staff = site.staff
        return try await site.visit { browser in
            var ana = try await staff.client(browser, user: "ana", policy: Self.policy)
            ana.region = region
            return try await ana.sts("GetCallerIdentity")
        }
    }

    private static let policy =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#

    @Test(arguments: ["us-east-1", "eu-west-2", "ap-southeast-6"])
    func thoseOfAWSAreTaken(_ region: String) async throws {
        #expect(try await Self.answer(of: region).status == .ok)
    }

    @Test(arguments: ["mars-1", "cn-north-1", "us-gov-west-1", "US-EAST-1", "us-east-11", "local"])
    func othersAreNot(_ region: String) async throws {
        let answer = try await Self.answer(of: region)
        #expect(answer.status == .forbidden)
        #expect(answer.element("Code") == "SignatureDoesNotMatch")
        #expect(answer.element("Message")?.contains("scoped to a valid region") == true)
    }

    @Test func aConfigurationMayAddSome() async throws {
        let more = "endpoints: { regions: [local, mars-1] }\n"
        #expect(try await Self.answer(of: "local", more).status == .ok)
        #expect(try await Self.answer(of: "us-east-1", more).status == .ok)
        #expect(try await Self.answer(of: "venus-1", more).status == .forbidden)
    }

    @Test(arguments: ["''", "EU", "a b", "x.y", "[a]"])
    func namesAreOfAForm(_ name: String) async throws {
        let error = await #expect(throws: BrokerConfigurationError.self) {
            _ = try await Site(extra: "endpoints: { regions: [\(name)] }\n")
        }
        #expect(error?.key == "endpoints.regions[0]", "\(String(describing: error))")
    }

    private static func site(inactive regions: String, _ more: String = "") async throws -> Site {
        try await Site(extra: more, providers: Site.providers + "\n    stsRegions: { inactive: [\(regions)] }")
    }

    @Test func anAccountMayHaveInactiveRegions() async throws {
        let site = try await Self.site(inactive: "eu-west-2, local", "endpoints: { regions: [local] }\n")
        let staff = site.staff
        try await site.visit { browser in
            var ana = try await staff.client(browser, user: "ana", policy: Self.policy)
            for (region, status) in [
                ("eu-west-2", HTTPResponse.Status.forbidden), ("local", .forbidden), ("eu-west-1", .ok),
                ("us-east-1", .ok),
            ] {
                ana.region = region
                for fields in [[], [("Name", "bob")]] as [[(String, String)]] {
                    let answer = try await ana.sts(fields.isEmpty ? "GetSessionToken" : "GetFederationToken", fields)
                    #expect(answer.status == status, "\(fields) \(region)")
                    if status == .forbidden { #expect(answer.element("Code") == "RegionDisabledException") }
                }
                // It gives no credentials.
                #expect(try await ana.sts("GetCallerIdentity").status == .ok)
            }
        }
        #expect(site.recorded.contains("GetSessionToken RegionDisabledException"))
        let refused = site.sink.events.first { $0.errorCode == "RegionDisabledException" }
        #expect(refused?.call.region == "eu-west-2")
    }

    @Test(arguments: [("us-east-1", 0), ("mars-1", 0), ("eu-west-2, cn-north-1", 1), ("[a]", 0)])
    func onlyRegionsThatThereAreAreInactive(_ regions: String, _ index: Int) async throws {
        let error = await #expect(throws: BrokerConfigurationError.self) {
            _ = try await Self.site(inactive: regions)
        }
        #expect(error?.key == "accounts[0].stsRegions.inactive[\(index)]", "\(String(describing: error))")
    }

    @Test(
        arguments: [
            ("sts.eu-west-2.amazonaws.com", "eu-west-2"), ("STS.EU-West-2.example.org:8443", "eu-west-2"),
            ("sts.us-east-1.amazonaws.com.cn", "us-east-1"), ("sts.amazonaws.com", nil),
            ("sts.mars-1.example.org", nil),
            ("sts.eu-west-2", nil), ("eu-west-2.sts.example.org", nil), ("iam.eu-west-2.example.org", nil), ("", nil),
            ("sts..example.org", nil), ("[::1]:8080", nil), (nil, nil),
            ("sts.eu-west-2." + String(repeating: "a", count: 300), nil),
        ] as [(String?, String?)])
    func hostsNameRegions(_ host: String?, _ region: String?) {
        #expect(RegionalHost.region(of: host, among: ["us-east-1", "eu-west-2"]) == region)
    }

    @Test func partitionsShareNone() {
        let all = Partition.allCases.map(\.regions)
        #expect(all.reduce(into: Set<String>()) { $0.formUnion($1) }.count == all.map(\.count).reduce(0, +))
        for partition in Partition.allCases { #expect(partition.regions.contains(partition.defaultRegion)) }
    }
}
