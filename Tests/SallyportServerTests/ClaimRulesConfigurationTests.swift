import Accounts
import FederationTesting
import Foundation
import Testing

@testable import SallyportConfiguration

@Suite("Claim rules in a configuration")
struct ClaimRulesConfigurationTests {
    private static func read(_ rules: String) async throws -> BrokerConfiguration {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        let file = try folder.write(
            "sallyport.yaml",
            """
            publicURL: https://broker.example.com
            keyRing: keyring.json
            store: memory
            audit: { stdout: true }
            accounts:
              - id: "123456789012"
                providers: [{ name: corp, metadata: corp.xml }, { name: legacy, metadata: legacy.xml }]
                roles: [{ name: Reader, path: /teams/, trustPolicy: trust.json }]
                claimRules: \(rules)
              - id: "210987654321"
                providers: [{ name: other, metadata: corp.xml }]
                roles: [{ name: Elsewhere, trustPolicy: trust.json }]
            """)
        return try await ConfigurationReader().read(file: file, at: Site.now)
    }

    @Test func belongToTheirProviderInTheirOrder() async throws {
        let configuration = try await Self.read(
            """
            [{ name: readers, provider: corp, when: [{ attribute: groups, values: [a, b] }], role: Reader },
             { name: named, provider: corp, sessionName: { attribute: mail }, sourceIdentity: { attribute: uid },
               sessionDuration: 3600, tags: { team: blue, dept: { attribute: ou } } }]
            """.replacing("\n", with: " "))
        let provider = try #require(configuration.directory.provider(arn: Site.provider("corp")))
        #expect(provider.claimRules.rules.map(\.name) == ["readers", "named"])
        let readers = try #require(provider.claimRules.rules.first)
        #expect(readers.role.map { "\($0)" } == "arn:aws:iam::123456789012:role/teams/Reader")
        #expect(readers.conditions.map(\.expectation) == [.oneOf(["a", "b"])])
        let named = try #require(provider.claimRules.rules.last)
        #expect(
            named.sessionName == .attribute("mail") && named.sourceIdentity == .attribute("uid")
                && named.sessionDuration == 3_600)
        #expect(
            named.tags == [
                .init(key: "team", source: .text("blue")), .init(key: "dept", source: .asserted(.attribute("ou"))),
            ])
        let other = try #require(configuration.directory.provider(arn: Site.provider("legacy")))
        #expect(other.claimRules.isEmpty)
    }

    @Test func theNameIDIsReadInTheWayOfAnAttribute() async throws {
        let configuration = try await Self.read(
            """
            [{ name: known, provider: corp, when: [{ nameID: value, pattern: "*@example.com" },
               { nameID: format, value: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress" }], role: Reader },
             { name: named, provider: corp, sessionName: { nameID: value }, sourceIdentity: { nameID: value },
               tags: { who: { nameID: value }, how: { nameID: format } } }]
            """.replacing("\n", with: " "))
        let rules = try #require(configuration.directory.provider(arn: Site.provider("corp"))).claimRules.rules
        #expect(rules.first?.conditions.map(\.subject) == [.nameID, .nameIDFormat])
        #expect(rules.last?.sessionName == .nameID && rules.last?.sourceIdentity == .nameID)
        #expect(
            rules.last?.tags == [
                .init(key: "who", source: .asserted(.nameID)), .init(key: "how", source: .asserted(.nameIDFormat)),
            ])
    }

    private static let name = "name: r, provider: corp"
    private static let when = "when: [{ attribute: groups, value: a }]"

    static let broken: [(rule: String, place: String, reason: String)] = [
        ("\(name), \(when), role: Writer", "[0].role", "the account has no role Writer in this file; there are Reader"),
        ("\(name), \(when), role: Elsewhere", "[0].role", "the account has no role Elsewhere"),
        ("\(name), \(when), role: reader", "[0].role", "the account has no role reader"),
        (
            "\(name), \(when), role: \"arn:aws:iam::123456789012:role/teams/Reader\"", "[0].role",
            "the account has no role arn:"
        ),
        (
            "name: r, provider: other, \(when), role: Reader", "[0].provider",
            "the account has no SAML provider other in this file; there are corp, legacy"
        ),
        ("name: r, \(when), role: Reader", "[0]", "the key provider is missing"),
        ("provider: corp, \(when), role: Reader", "[0]", "the key name is missing"),
        ("name: a b, provider: corp, \(when), role: Reader", "[0].name", "1 to 64 of"),
        ("\(name), role: Reader", "[0]", "the role would be everybody's"),
        ("\(name), when: [], role: Reader", "[0]", "the role would be everybody's"),
        ("\(name), \(when)", "[0]", "it gives nothing"),
        ("\(name), \(when), roles: [Reader]", "[0].roles", "unknown key"),
        ("\(name), when: [{ attribute: a }], role: Reader", "[0].when[0]", "one of value, values and pattern"),
        (
            "\(name), when: [{ attribute: a, value: b, pattern: c }], role: Reader", "[0].when[0]",
            "one of value, values and pattern"
        ),
        ("\(name), when: [{ value: b }], role: Reader", "[0].when[0]", "the key attribute is missing"),
        (
            "\(name), when: [{ attribute: a, nameID: value, value: b }], role: Reader", "[0].when[0].nameID",
            "one of attribute and nameID"
        ),
        ("\(name), when: [{ nameID: alice, value: b }], role: Reader", "[0].when[0].nameID", "one of format, value"),
        ("\(name), when: [{ nameID: value }], role: Reader", "[0].when[0]", "one of value, values and pattern"),
        ("\(name), sessionName: { nameID: format }", "[0].sessionName", "a format is no name"),
        ("\(name), sourceIdentity: { nameID: value, attribute: a }", "[0].sourceIdentity.nameID", "one of attribute"),
        ("\(name), tags: { team: { nameID: all } }", "[0].tags.team.nameID", "one of format, value"),
        ("\(name), when: [{ attribute: a, values: [] }], role: Reader", "[0].when[0].values", "1 to 64 values"),
        ("\(name), when: [{ attribute: a, value: \"\" }], role: Reader", "[0].when[0].value", "the text is empty"),
        (
            "\(name), when: [{ attribute: a, pattern: \(String(repeating: "a", count: 1_025)) }], role: Reader",
            "[0].when[0].pattern", "at most 1024 bytes"
        ),
        (
            "\(name), when: [\(Array(repeating: "{ attribute: a, value: b }", count: 9).joined(separator: ", "))], role: Reader",
            "[0].when[8]", "at most 8 conditions"
        ),
        ("\(name), sessionName: mail", "[0].sessionName", "{ attribute: … }"),
        ("\(name), sourceIdentity: { text: a }", "[0].sourceIdentity.text", "unknown key"),
        ("\(name), sessionDuration: 899", "[0].sessionDuration", "from 900 to 43200"),
        ("\(name), tags: { \"aws:team\": a }", "[0].tags.aws:team", "does not begin with aws:"),
        ("\(name), tags: { team: a, TEAM: b }", "[0].tags.TEAM", "by case alone"),
        ("\(name), tags: { team: \"<\" }", "[0].tags.team", "the value of a tag"),
    ]

    @Test(arguments: broken.indices)
    func refuses(_ index: Int) async throws {
        let (rule, place, reason) = Self.broken[index]
        let error = await #expect(throws: BrokerConfigurationError.self) { try await Self.read("[{ \(rule) }]") }
        #expect(error?.key == "accounts[0].claimRules\(place)", "\(String(describing: error))")
        #expect(error?.line == 9 && error?.reason.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func namesAndNumbersAreBounded() async throws {
        func rule(_ name: Int) -> String { "{ name: r\(name), provider: corp, sessionName: { attribute: mail } }" }
        let most = (0..<AttributeRules.most).map(rule)
        _ = try await Self.read("[\(most.joined(separator: ", "))]")
        let more = await #expect(throws: BrokerConfigurationError.self) {
            try await Self.read("[\((most + [rule(999)]).joined(separator: ", "))]")
        }
        #expect(more?.reason.contains("at most 256 claim rules") == true)
        let twice = await #expect(throws: BrokerConfigurationError.self) {
            try await Self.read("[\(rule(1)), \(rule(1))]")
        }
        #expect(twice?.key == "accounts[0].claimRules[1].name")
    }
}
