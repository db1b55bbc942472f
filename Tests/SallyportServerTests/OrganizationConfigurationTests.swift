import Accounts
import FederationTesting
import Foundation
import IAMPolicy
import Testing

@testable import SallyportConfiguration

@Suite("An organisation in a configuration")
struct OrganizationConfigurationTests {
    private static func read(_ organization: String) async throws -> BrokerConfiguration {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        let file = try folder.write("sallyport.yaml", Site.yaml() + "organization: \(organization)\n")
        return try await ConfigurationReader().read(file: file, at: Site.now)
    }

    private static func levels(_ organization: String) async throws -> [[String]] {
        let configuration = try await read(organization)
        let account = try #require(AccountID("123456789012"))
        return try #require(configuration.directory.accounts[account]).serviceControl.map { $0.map(\.name) }
    }

    private static let policy =
        #"{ Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } }"#

    private static func policies(_ names: String...) -> String {
        "policies: { \(names.map { "\($0): \(policy)" }.joined(separator: ", ")) }"
    }

    @Test func theLevelsOfAnAccountAreThoseAboveIt() async throws {
        let account = "accounts: ['123456789012']"
        #expect(try await Self.levels("{ }").isEmpty)
        #expect(try await Self.levels("{ \(Self.policies("root")) }") == [["root"]])
        #expect(
            try await Self.levels(
                "{ \(Self.policies("root", "more")), units: [{ name: outer, \(Self.policies("outer")), units: "
                    + "[{ \(Self.policies("inner")), \(account) }] }, { \(Self.policies("elsewhere")) }], "
                    + "accounts: [{ id: '123456789012', \(Self.policies("own")) }, { id: '210987654321', \(Self.policies("x")) }] }"
            )
                == [["root", "more"], ["outer"], ["inner"], ["own"]])
        // Where nothing is limited there is no level.
        #expect(
            try await Self.levels("{ units: [{ units: [{ \(Self.policies("inner")), \(account) }] }] }") == [["inner"]])
        #expect(
            try await Self.levels("{ managementAccount: '123456789012', \(Self.policies("root")) }").isEmpty)
    }

    private static let broken: [(organization: String, place: String, reason: String)] = [
        ("{ policy: x }", "", "policy"), ("{ policies: { } }", ".policies", "1 to 5 policies"),
        ("{ managementAccount: '1' }", ".managementAccount", "twelve digits"),
        (
            "{ policies: { a: { Version: '2012-10-17', Statement: { Effect: Allow, Action: '*' } } } }", ".policies.a",
            "resources"
        ),
        (
            "{ units: [{ accounts: ['123456789012'] }, { accounts: ['123456789012'] }] }", ".units[1].accounts[0]",
            "another unit"
        ),
        ("{ accounts: [{ id: '123456789012' }, { id: '123456789012' }] }", ".accounts[1].id", "listed twice"),
        (
            "{ units: [{ units: [{ units: [{ units: [{ units: [{ units: [{ name: six }] }] }] }] }] }] }",
            ".units[0].units[0].units[0].units[0].units[0].units", "unknown key"
        ),
    ]

    @Test(arguments: broken.indices)
    func refuses(_ index: Int) async throws {
        let (organization, place, reason) = Self.broken[index]
        let error = await #expect(throws: BrokerConfigurationError.self) { try await Self.read(organization) }
        #expect(error?.key.hasPrefix("organization\(place)") == true, "\(String(describing: error))")
        #expect(
            error?.reason.contains(reason) == true || error?.key.contains(reason) == true,
            "\(String(describing: error))")
    }
}
