import Accounts
import Foundation
import HTTPTypes
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

    @Test func partitionsShareNone() {
        let all = Partition.allCases.map(\.regions)
        #expect(all.reduce(into: Set<String>()) { $0.formUnion($1) }.count == all.map(\.count).reduce(0, +))
        for partition in Partition.allCases { #expect(partition.regions.contains(partition.defaultRegion)) }
    }
}
