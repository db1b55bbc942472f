import Encodings
import FederationTesting
import Foundation
import Hummingbird
import SAML2
import Testing

@testable import Audit
@testable import SallyportServer

/// Claim rules of a configuration, from the file to what browsers and tools get.
@Suite("Roles by claim rules")
struct ClaimRuleSignInTests {
    private static let reader = "arn:aws:iam::\(Site.account):role/teams/Reader"
    private static let rules = """
            claimRules:
              - { name: admins, provider: corp, when: [{ attribute: groups, value: admins }], role: Administrator }
              - { name: readers, provider: corp, when: [{ attribute: groups, pattern: team-* }], role: Reader }

        """

    private static func response(_ groups: String...) throws -> String {
        try SignedResponse.with {
            $0.roles = []
            $0.attributes = [SAMLAttribute(name: "groups", values: groups)]
        }
    }

    private static func rule(in event: AuditEvent?) -> JSONValue? {
        event?.additionalEventData.first { $0.name == "claimRules" }?.value
    }

    @Test func thePageOffersTheirRoles() async throws {
        let site = try await Site(extra: Self.rules)
        try await site.visit { browser in
            let response = try Self.response("team-blue", "admins")
            let page = try await browser.post("/saml", [("SAMLResponse", response)])
            for role in [Site.role("Administrator"), Self.reader] {
                #expect(page.text.contains(#"<input type="radio" name="roleIndex" value="\#(role)""#))
            }
            let chosen = try await browser.post("/saml", [("SAMLResponse", response), ("roleIndex", Self.reader)])
            #expect(chosen.status == .found)
        }
        #expect(Self.rule(in: site.sink.events.last) == .object([JSONMember("role", "readers")]))
    }

    @Test func aSingleRoleSkipsThePage() async throws {
        let site = try await Site(extra: Self.rules)
        try await site.visit { browser in
            let answer = try await browser.post("/saml", [("SAMLResponse", try Self.response("team-red"))])
            #expect(answer.status == .found)
        }
        #expect(site.recorded == ["AssumeRoleWithSAML ok"])
    }

    @Test func withoutARuleThatHoldsNothingIsGiven() async throws {
        let site = try await Site(extra: Self.rules)
        try await site.visit { browser in
            let response = try Self.response("staff")
            #expect(try await browser.post("/saml", [("SAMLResponse", response)]).status != .found)
            let call = try await browser.post("/", Self.call(response, role: Self.reader))
            #expect(call.status == .badRequest && call.element("Code") == "InvalidIdentityToken")
        }
        #expect(site.recorded == ["ConsoleLogin InvalidIdentityToken", "AssumeRoleWithSAML InvalidIdentityToken"])
    }

    private static func call(
        _ response: String, role: String, provider: String = Site.provider("corp")
    ) -> [(String, String)] {
        [
            ("Action", "AssumeRoleWithSAML"), ("Version", "2011-06-15"), ("RoleArn", role), ("PrincipalArn", provider),
            ("SAMLAssertion", response),
        ]
    }

    @Test func toolsGetTheirRoles() async throws {
        let site = try await Site(extra: Self.rules)
        try await site.visit { browser in
            let response = try Self.response("team-blue")
            let given = try await browser.post("/", Self.call(response, role: Self.reader))
            #expect(given.status == .ok)
            #expect(given.element("Arn") == "arn:aws:sts::123456789012:assumed-role/Reader/alice@example.com")
            let other = try await browser.post("/", Self.call(response, role: Site.role("Administrator")))
            #expect(other.status == .forbidden && other.element("Code") == "AccessDenied")
            let legacy = try await browser.post(
                "/", Self.call(response, role: Self.reader, provider: Site.provider("legacy")))
            #expect(legacy.status != .ok)
        }
    }
}
