import Accounts
import Claims
import Foundation
import SAML2
import STS
import Testing

@Suite struct RoleClaimsTests {
    private func claims(_ attributes: [SAMLAttribute], _ partition: Partition = .aws) throws -> RoleClaims {
        try RoleClaims(World.assertion(attributes), partition: partition)
    }

    private func refusal(_ attributes: [SAMLAttribute], _ partition: Partition = .aws) throws -> STSError? {
        do {
            _ = try claims(attributes, partition)
            return nil
        } catch let error as STSError {
            return error
        }
    }

    @Test(arguments: [
        "\(World.admin),\(World.provider)",
        "\(World.provider),\(World.admin)",
        " \(World.admin) , \(World.provider) ",
        "\n\t\(World.provider)\r\n,\n\(World.admin)\n",
    ])
    func readsPairsInBothOrdersWithWhiteSpace(value: String) throws {
        let claims = try claims([World.attribute("Role", value), World.attribute("RoleSessionName", "alice")])
        #expect(claims.roles == [RoleClaim(roleARN: World.admin, providerARN: World.provider)])
    }

    @Test func readsRoleNamesWithCommas() throws {
        let role = "arn:aws:iam::123456789012:role/a,b,c"
        let claims = try claims([
            World.attribute("Role", "\(World.provider),\(role)", "\(role),\(World.provider)"),
            World.attribute("RoleSessionName", "alice"),
        ])
        #expect(claims.roles == [RoleClaim(roleARN: role, providerARN: World.provider)])
    }

    @Test func joinsSeveralRoleAttributes() throws {
        let claims = try claims([
            World.attribute("Role", "\(World.admin),\(World.provider)"), World.attribute("RoleSessionName", "alice"),
            World.attribute("Role", "\(World.reader),\(World.provider)", "\(World.admin),\(World.provider)"),
        ])
        #expect(claims.roles.map(\.roleARN) == [World.admin, World.reader])
    }

    @Test(arguments: [
        "arn:aws:iam::210987654321:role/R,\(World.provider)", "arn:aws-cn:iam::123456789012:role/R,\(World.provider)",
    ])
    func aPairOfTwoAccountsDoesNotCountBesideAGoodOne(pair: String) throws {
        let claims = try claims([
            World.attribute("Role", pair, "\(World.admin),\(World.provider)"),
            World.attribute("RoleSessionName", "alice"),
        ])
        #expect(claims.roles == [RoleClaim(roleARN: World.admin, providerARN: World.provider)])
    }

    @Test(arguments: [
        "", ",", "Administrator", World.admin, "\(World.admin),", ",\(World.provider)",
        "\(World.admin);\(World.provider)",
        "\(World.admin),\(World.admin)", "\(World.provider),\(World.provider)",
        "\(World.admin),\(World.provider),\(World.provider)",
        "\(World.admin),arn:aws:iam::123456789012",
        "arn:aws:iam::123456789012:user/bob,\(World.provider)",
        "arn:aws:iam::12345678901:role/R,arn:aws:iam::12345678901:saml-provider/P",
        "arn:aws:iam::123456789012:role/,\(World.provider)",
        "arn:aws:iam::123456789012:role/Ro le,\(World.provider)",
        "arn:aws:sts::123456789012:role/R,\(World.provider)",
        "arn:aws:iam:us-east-1:123456789012:role/R,\(World.provider)",
        "arn:aws:iam::210987654321:role/R,\(World.provider)",
        "arn:aws-cn:iam::123456789012:role/R,\(World.provider)",
        "\(World.admin),arn:aws:iam::123456789012:saml-provider/p/q",
        "\(World.admin)\u{200B},\(World.provider)",
        String(repeating: ",arn:", count: 800),
    ])
    func refusesMalformedPairs(value: String) throws {
        let error = try #require(
            try refusal([World.attribute("Role", value), World.attribute("RoleSessionName", "alice")]))
        #expect(error.code == .invalidIdentityToken)
        #expect(error.message == "Your request included an invalid SAML response. To logout, click here.")
        #expect(error.failedChecks.first?.name == "claims.role")
    }

    /// What is no pair at all is not passed over because another value is one.
    @Test func refusesAMalformedPairBesideAGoodOne() throws {
        let error = try refusal([
            World.attribute("Role", "\(World.admin),\(World.provider)", "Administrator"),
            World.attribute("RoleSessionName", "alice"),
        ])
        #expect(error?.failedChecks.map(\.name) == ["claims.role"])
        #expect(error?.failedChecks.first?.actual.contains("not a role ARN and a SAML provider ARN") == true)
    }

    @Test(arguments: [(4_200, true), (4_201, false)])
    func boundsTheLengthOfAPair(count: Int, isTaken: Bool) throws {
        let pair = "\(World.admin),\(World.provider)"
        let value = pair + String(repeating: " ", count: count - pair.utf8.count)
        let error = try refusal([World.attribute("Role", value), World.attribute("RoleSessionName", "alice")])
        #expect(error?.failedChecks.map(\.name) == (isTaken ? nil : ["claims.role"]))
    }

    @Test(arguments: [
        ("SessionDuration", "3600", "claims.session-duration"), ("SourceIdentity", "alice", "claims.source-identity"),
    ])
    func refusesARepeatedValue(name: String, value: String, check: String) throws {
        #expect(try refusal(World.attributes + [World.attribute(name, value)]) == nil)
        for repeated in [
            [World.attribute(name, value, value)], [World.attribute(name, value), World.attribute(name, value)],
        ] {
            let error = try refusal(World.attributes + repeated)
            #expect(error?.failedChecks.map(\.name) == [check])
            #expect(error?.failedChecks.first?.actual == "2 values")
        }
    }

    @Test func refusesAMissingRole() throws {
        let error = try #require(try refusal([World.attribute("RoleSessionName", "alice")]))
        #expect(error.failedChecks.first?.actual == "no Role attribute")
        #expect(
            error.pageMessage(requestID: "r")
                == "Your request included an invalid SAML response. To logout, click here.")
    }

    @Test(arguments: ["role", "ROLE", "Role ", "https://aws.amazon.com/SAML/Attributes/Role"])
    func attributeNamesAreCaseSensitiveAndWhole(suffix: String) throws {
        let error = try refusal([
            World.attribute(suffix, "\(World.admin),\(World.provider)"), World.attribute("RoleSessionName", "alice"),
        ])
        #expect(error?.code == .invalidIdentityToken)
    }

    @Test func aCanonicallyEquivalentNameIsAnotherName() throws {
        let attributes = World.attributes + [World.attribute("TransitiveTag\u{212A}eys", "unknown")]
        #expect(try claims(attributes).transitiveTagKeys.isEmpty)
    }

    @Test func chinaReadsItsOwnNamesAsWell() throws {
        let pair = "arn:aws-cn:iam::123456789012:role/R,arn:aws-cn:iam::123456789012:saml-provider/P"
        let attributes = [
            SAMLAttribute(name: "http://www.amazonaws.cn/SAML/Attributes/Role", values: [pair]),
            World.attribute("RoleSessionName", "alice"),
        ]
        #expect(try claims(attributes, .awsChina).roles.count == 1)
        #expect(try refusal(attributes, .aws)?.failedChecks.first?.name == "claims.role")
        #expect(try refusal(attributes, .awsGovCloud)?.failedChecks.first?.name == "claims.role")
    }

    @Test(arguments: ["ab", "alice@example.com", "A_b+c=d,e.f@g-h", String(repeating: "x", count: 64)])
    func acceptsSessionNames(name: String) throws {
        #expect(try claims([World.attributes[0], World.attribute("RoleSessionName", name)]).roleSessionName == name)
    }

    @Test(arguments: [
        "", "a", "Bob Smith", "bob:smith", "böb", String(repeating: "x", count: 65), " alice", "alice\n", "a/b",
    ])
    func refusesSessionNames(name: String) throws {
        let error = try refusal([World.attributes[0], World.attribute("RoleSessionName", name)])
        #expect(error?.code == .invalidIdentityToken)
        #expect(error?.message == "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")
    }

    @Test func refusesAMissingOrRepeatedSessionName() throws {
        #expect(try refusal([World.attributes[0]])?.message == "RoleSessionName is required in AuthnResponse")
        let empty = try refusal([World.attributes[0], World.attribute("RoleSessionName")])
        #expect(empty?.message == "RoleSessionName is required in AuthnResponse")
        #expect(empty?.failedChecks.map(\.name) == ["claims.role-session-name"])
        let two = try refusal(World.attributes + [World.attribute("RoleSessionName", "bob")])
        #expect(two?.failedChecks.first?.actual == "2 values")
    }

    @Test(arguments: [("900", 900), ("43200", 43_200), ("07200", 7_200)])
    func acceptsSessionDurations(text: String, seconds: Int) throws {
        #expect(try claims(World.attributes + [World.attribute("SessionDuration", text)]).sessionDuration == seconds)
    }

    @Test(arguments: [
        "", "899", "43201", "3600s", "-900", "+3600", "3600.0", "1e4", "99999999999999999999", "３６００", " 3600",
    ])
    func refusesSessionDurations(text: String) throws {
        let error = try refusal(World.attributes + [World.attribute("SessionDuration", text)])
        #expect(error?.failedChecks.map(\.name) == ["claims.session-duration"])
    }

    @Test func readsTagsAndSourceIdentity() throws {
        let claims = try claims(
            World.attributes + [
                World.attribute("PrincipalTag:CostCenter", "12 345"), World.attribute("PrincipalTag:Größe", "ü/x@y"),
                World.attribute("PrincipalTag:Empty", ""), World.attribute("TransitiveTagKeys", "costcenter", "Empty"),
                World.attribute("SourceIdentity", "alice@example.com"),
            ])
        #expect(claims.tags.map(\.key) == ["CostCenter", "Größe", "Empty"])
        #expect(claims.tags.map(\.value) == ["12 345", "ü/x@y", ""])
        #expect(claims.transitiveTagKeys == ["costcenter", "Empty"])
        #expect(claims.sourceIdentity == "alice@example.com")
    }

    @Test(arguments: [
        ("", "v"), ("aws:x", "v"), ("AWS:x", "v"), ("a\u{0}b", "v"), ("k#", "v"), ("k", "v<"), ("k", "a\nb"),
        (String(repeating: "k", count: 129), "v"), ("k", String(repeating: "v", count: 257)), ("k", "😀"),
    ])
    func refusesTags(key: String, value: String) throws {
        let error = try refusal(World.attributes + [World.attribute("PrincipalTag:\(key)", value)])
        #expect(error?.failedChecks.map(\.name) == ["claims.principal-tags"])
        #expect(error?.code == .invalidIdentityToken)
    }

    @Test func refusesTagsThatDifferByCaseAlone() throws {
        let error = try refusal(
            World.attributes + [World.attribute("PrincipalTag:a", "1"), World.attribute("PrincipalTag:A", "1")])
        #expect(error?.code == .invalidParameterValue)
        #expect(error?.message == "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    }

    @Test func refusesTagsWithSeveralValuesAndTooMany() throws {
        #expect(
            try refusal(World.attributes + [World.attribute("PrincipalTag:a", "1", "2")])?.code == .invalidIdentityToken
        )
        #expect(try refusal(World.attributes + [World.attribute("PrincipalTag:a")])?.code == .invalidIdentityToken)
        let fifty = (0..<50).map { World.attribute("PrincipalTag:k\($0)", "v") }
        #expect(try refusal(World.attributes + fifty) == nil)
        #expect(
            try refusal(World.attributes + fifty + [World.attribute("PrincipalTag:one", "more")])?.code
                == .validationError)
    }

    @Test func refusesTransitiveKeysWithoutATag() throws {
        let error = try refusal(
            World.attributes + [World.attribute("PrincipalTag:a", "1"), World.attribute("TransitiveTagKeys", "b")])
        #expect(error?.code == .invalidParameterValue)
        #expect(error?.message == "The specified transitive tag key must be included in the requested tags.")
    }

    @Test(arguments: ["a", "aws:alice", "alice bob", String(repeating: "x", count: 65), ""])
    func refusesSourceIdentities(identity: String) throws {
        let error = try refusal(World.attributes + [World.attribute("SourceIdentity", identity)])
        #expect(error?.message == #"Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:""#)
    }

    @Test func theFirstRuleDecidesAndAllAreListed() throws {
        let error = try refusal([
            World.attribute("SessionDuration", "1"), World.attribute("RoleSessionName", "Bob Smith"),
            World.attribute("Role", "x"),
        ])
        #expect(
            error?.failedChecks.map(\.name) == ["claims.role", "claims.role-session-name", "claims.session-duration"])
    }
}
