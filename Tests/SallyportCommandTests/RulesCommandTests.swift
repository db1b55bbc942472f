import FederationTesting
import Foundation
import SAML2
import Testing

/// `sallyport rules test`, and claim rules in `sallyport inspect --config`.
@Suite("sallyport rules")
struct RulesCommandTests {
    private static let address = "http://127.0.0.1:8080/saml"
    private static let rules = """
            claimRules:
              - { name: admins, provider: corp, when: [{ attribute: groups, value: admins }], role: Admin }
              - { name: named, provider: corp, sessionName: { attribute: mail } }
        """
    private static let admin = ["--attribute", "groups=admins", "--attribute", "mail=alice@example.com"]

    private static func test(_ broker: Broker, _ options: [String]) throws -> Command.Result {
        try Command.run(["rules", "test", "--config", broker.configuration] + options)
    }

    private static func response(_ group: String) throws -> [UInt8] {
        try Fixture.response(roles: [], recipient: address, audience: address) {
            $0.attributes = [
                SAMLAttribute(name: "groups", values: ["staff", group]),
                SAMLAttribute(name: "mail", values: ["alice@example.com"]),
            ]
        }
    }

    @Test func tellsWhatIsGivenAndByWhichRule() throws {
        let result = try Self.test(try Broker(Self.rules), Self.admin)
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
        #expect(result.output.hasPrefix("GIVEN"))
        #expect(result.output.contains("holds    admins: \(Fixture.role)"))
        #expect(result.output.contains("alice@example.com, by the rule named"))
    }

    @Test func tellsWhyARuleDoesNotHold() throws {
        let broker = try Broker(Self.rules)
        let other = try Self.test(broker, ["--attribute", "groups=staff", "--attribute", "mail=alice@example.com"])
        #expect(other.status == 1 && other.output.hasPrefix("NOTHING"), "\(other)")
        #expect(other.output.contains("admins: groups is staff; expected admins"))
        let name = try Self.test(broker, ["--attribute", "groups=admins", "--attribute", "mail=O'Brien"])
        #expect(name.status == 1 && name.output.contains("claims.role-session-name"), "\(name)")
        let role = try Self.test(broker, Self.admin + ["--role-arn", Fixture.role + "2"])
        #expect(role.status == 1)
    }

    @Test func writesJSON() throws {
        let json = try Self.test(try Broker(Self.rules), Self.admin + ["--format", "json"]).json
        #expect(json["verdict"] as? String == "given" && json["providerArn"] as? String == Fixture.provider)
        let rules = try #require(json["rules"] as? [[String: Any]])
        #expect(rules.map { $0["name"] as? String } == ["admins", "named"])
        #expect(rules.allSatisfy { $0["holds"] as? Bool == true })
        let sessions = try #require(json["sessions"] as? [[String: Any]])
        #expect(sessions.map { $0["roleArn"] as? String } == [Fixture.role])
        #expect(sessions.first?["roleSessionNameRule"] as? String == "named")
        #expect(sessions.first?["rule"] as? String == "admins")
    }

    @Test func takesTheAttributesOfAResponse() throws {
        let broker = try Broker(Self.rules)
        let good = try broker.folder.write("good.xml", try Self.response("admins"))
        #expect(try Self.test(broker, [good]).status == 0)
        let other = try broker.folder.write("other.xml", try Self.response("nobody"))
        #expect(try Self.test(broker, [other]).status == 1)
        let none = try broker.folder.write("none.xml", Array("<a/>".utf8))
        #expect(try Self.test(broker, [none]).status == 2)
    }

    private static let byNameID = """
            claimRules:
              - name: known
                provider: corp
                when: [{ nameID: value, pattern: "*@example.com" }]
                role: Admin
                sessionName: { nameID: value }
        """

    @Test func takesANameID() throws {
        let broker = try Broker(Self.byNameID)
        let good = try Self.test(broker, ["--name-id", "alice@example.com"])
        #expect(good.status == 0 && good.output.contains("alice@example.com, by the rule known"), "\(good)")
        let other = ["--name-id", "alice@example.org"]
        let refused = try Self.test(broker, other)
        #expect(refused.status == 1, "\(refused)")
        #expect(
            refused.output.contains("known: the NameID is alice@example.org; expected what fits *@example.com"),
            "\(refused)")
        let json = try Self.test(broker, other + ["--format", "json"]).json
        let unmet = (json["rules"] as? [[String: Any]])?.first?["unmet"] as? [String: Any]
        #expect(unmet?["nameID"] as? String == "value" && unmet?["attribute"] == nil)
        // An attribute with the name of it is none.
        #expect(try Self.test(broker, ["--attribute", "nameID=alice@example.com"]).status == 1)
        let response = try Fixture.response(
            roles: [], subject: "alice@example.com", recipient: Self.address, audience: Self.address
        ) { $0.attributes = [SAMLAttribute(name: "groups", values: ["staff"])] }
        let file = try broker.folder.write("named.xml", response)
        #expect(try Self.test(broker, [file]).status == 0)
        let formats = try Broker(
            Self.byNameID.replacing(
                "{ nameID: value, pattern: \"*@example.com\" }", with: "{ nameID: format, value: \"urn:x\" }"))
        #expect(try Self.test(formats, ["--name-id", "alice@example.com", "--name-id-format", "urn:x"]).status == 0)
        #expect(try Self.test(formats, ["--name-id", "alice@example.com"]).status == 1)
    }

    static let misuses: [(options: [String], status: Int32)] = [
        ([], 64), (["--attribute", "groups"], 64), (["--attribute", "=a"], 64), (["-", "--attribute", "a=b"], 64),
        (["--name-id-format", "urn:x"], 64), (["--attribute", "a=b", "--name-id-format", "urn:x"], 64),
        (["-", "--name-id", "a"], 64), (["--attribute", "a=b", "--provider-arn", Fixture.provider + "2"], 2),
    ]

    @Test(arguments: misuses)
    func refusesWrongUsage(_ options: [String], _ status: Int32) throws {
        #expect(try Self.test(try Broker(Self.rules), options).status == status)
    }

    @Test func withoutRulesThereIsNothingToTest() throws {
        let result = try Self.test(try Broker(), Self.admin)
        #expect(result.status == 2 && result.errors.contains("there are no claim rules"))
    }

    @Test func anUnknownRoleIsFoundByCheck() throws {
        let broker = try Broker(Self.rules.replacing("role: Admin", with: "role: Amdin"))
        let result = try broker.check()
        #expect(result.status == 2, "\(result)")
        #expect(result.errors.contains("accounts[0].claimRules[0].role: the account has no role Amdin"))
        #expect(try Broker(Self.rules).check().status == 0)
    }

    @Test func inspectFollowsRules() throws {
        let broker = try Broker(Self.rules)
        func inspect(_ group: String, _ options: String...) throws -> Command.Result {
            let file = try broker.folder.write("response.xml", try Self.response(group))
            return try Command.run(["inspect", file, "--config", broker.configuration, "--at", Fixture.at] + options)
        }
        let good = try inspect("admins")
        #expect(good.status == 0, "\(good)")
        #expect(good.output.contains("given    \(Fixture.role) by the claim rule admins"))
        #expect(good.output.contains("holds    named") && good.output.contains("alice@example.com"))
        let json = try inspect("admins", "--format", "json").json
        #expect((json["roles"] as? [[String: Any]])?.first?["rule"] as? String == "admins")
        #expect((json["claimRules"] as? [[String: Any]])?.count == 2)
        let refused = try inspect("nobody")
        #expect(refused.status == 1 && refused.output.contains("admins: groups is staff, nobody"), "\(refused)")
    }
}
