import Accounts
import FederationTesting
import Foundation
import Testing

@testable import SallyportConfiguration

@Suite("Relying parties in a configuration")
struct RelyingPartiesConfigurationTests {
    private static func read(_ parties: String) async throws -> BrokerConfiguration {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        let file = try folder.write("sallyport.yaml", Site.yaml() + "relyingParties: \(parties)\n")
        return try await ConfigurationReader().read(file: file, at: Site.now)
    }

    @Test func areAsTheFileSays() async throws {
        let configuration = try await Self.read(
            "[{ name: ceph, audience: urn:ceph, algorithm: RS256, tags: false, sourceIdentity: false, x5c: true, "
                + "claims: { email: { attribute: mail }, \"https://example.org/groups\": { attribute: groups } } }, "
                + "{ name: plain, audience: https://store.example.org, x5c: false }]")
        let parties = configuration.relyingParties
        #expect(parties.all.map(\.name) == ["ceph", "plain"])
        #expect(parties.attributes == ["mail", "groups"])
        let ceph = try #require(parties.relyingParty(audience: "urn:ceph")).profile
        #expect(ceph.algorithm == "RS256" && !ceph.hasTags && !ceph.hasSourceIdentity && ceph.hasOwnIssuer)
        #expect(
            ceph.claims == [
                .init(name: "email", attribute: "mail"),
                .init(name: "https://example.org/groups", attribute: "groups"),
            ])
        #expect(parties.issuer(named: "ceph")?.audience == "urn:ceph")
        #expect(parties.issuer(named: "plain") == nil)
        #expect(parties.relyingParty(audience: "https://store.example.org")?.profile == RelyingParty.Profile())
        #expect(parties.relyingParty(audience: "urn:CEPH") == nil)
        #expect(try await Self.read("[]").relyingParties.all.isEmpty)
    }

    private static let name = "name: a, audience: b"

    static let broken: [(party: String, place: String, reason: String)] = [
        ("audience: b", "[0]", "the key name is missing"),
        ("name: a", "[0]", "the key audience is missing"),
        ("\(name), x5C: true", "[0].x5C", "unknown key; here may stand algorithm, audience, claims, name"),
        ("name: A, audience: b", "[0].name", "a to z, digits and hyphens"),
        ("name: a/b, audience: b", "[0].name", "a to z, digits and hyphens"),
        ("name: .well-known, audience: b", "[0].name", "a to z, digits and hyphens"),
        ("name: \(String(repeating: "a", count: 65)), audience: b", "[0].name", "at most 64"),
        ("name: protocol, audience: b", "[0].name", "is kept for paths of issuers"),
        ("name: a, audience: \(String(repeating: "a", count: 1_001))", "[0].audience", "at most 1000 characters"),
        ("name: a, audience: \"\"", "[0].audience", "the text is empty"),
        ("\(name), algorithm: HS256", "[0].algorithm", "expected one of ES384, RS256"),
        ("\(name), algorithm: rs256", "[0].algorithm", "expected one of ES384, RS256"),
        ("\(name), tags: \"no\"", "[0].tags", "expected true or false"),
        ("\(name), sourceIdentity: 1", "[0].sourceIdentity", "expected true or false"),
        ("\(name), x5c: true", "[0].x5c", "x5c needs algorithm"),
        ("\(name), claims: [mail]", "[0].claims", "expected a mapping"),
        ("\(name), claims: { email: mail }", "[0].claims.email", "{ attribute: … }"),
        ("\(name), claims: { email: { attribute: a, value: b } }", "[0].claims.email.value", "unknown key"),
        ("\(name), claims: { sub: { attribute: a } }", "[0].claims.sub", "has a meaning of its own"),
        ("\(name), claims: { SUB: { attribute: a } }", "[0].claims.SUB", "has a meaning of its own"),
        ("\(name), claims: { amr: { attribute: a } }", "[0].claims.amr", "has a meaning of its own"),
        (
            "\(name), claims: { \"https://aws.amazon.com/tags\": { attribute: a } }",
            "[0].claims.https://aws.amazon.com/tags", "claims of AWS"
        ),
        (
            "\(name), claims: { \"https://STS.amazonaws.com/\": { attribute: a } }",
            "[0].claims.https://STS.amazonaws.com/", "claims of AWS"
        ),
        ("\(name), claims: { \"a b\": { attribute: a } }", "[0].claims.a b", "visible characters"),
        ("\(name), claims: { Email: { attribute: a }, email: { attribute: b } }", "[0].claims.email", "by case alone"),
    ]

    @Test(arguments: broken.indices)
    func refuses(_ index: Int) async throws {
        let (party, place, reason) = Self.broken[index]
        let error = await #expect(throws: BrokerConfigurationError.self) { try await Self.read("[{ \(party) }]") }
        #expect(error?.key == "relyingParties\(place)", "\(String(describing: error))")
        #expect(error?.line != nil && error?.reason.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func namesAudiencesAndNumbersAreBounded() async throws {
        func reason(_ parties: String) async -> String? {
            do {
                _ = try await Self.read(parties)
                return nil
            } catch {
                return "\(error)"
            }
        }
        func claims(_ range: Range<Int>) -> String {
            "{ " + range.map { "c\($0): { attribute: a\($0) }" }.joined(separator: ", ") + " }"
        }
        func party(_ name: String, _ audience: String, _ range: Range<Int> = 0..<0) -> String {
            "{ name: \(name), audience: \(audience), claims: \(claims(range)) }"
        }
        #expect(await reason("[\(party("a", "x")), \(party("a", "y"))]")?.contains("has this name") == true)
        #expect(await reason("[\(party("a", "x")), \(party("b", "x"))]")?.contains("has this audience") == true)
        #expect(await reason("[\(party("a", "x", 0..<20))]") == nil)
        #expect(await reason("[\(party("a", "x", 0..<21))]")?.contains("at most 20 claims") == true)
        // Two may name one attribute.
        #expect(await reason("[\(party("a", "x", 0..<20)), \(party("b", "y", 12..<32))]") == nil)
        #expect(
            await reason("[\(party("a", "x", 0..<20)), \(party("b", "y", 13..<33))]")?.contains("at most 32 attributes")
                == true)
        let many = (0..<257).map { party("n\($0)", "a\($0)") }
        #expect(await reason("[\(many.dropLast().joined(separator: ", "))]") == nil)
        #expect(await reason("[\(many.joined(separator: ", "))]")?.contains("at most 256 relying parties") == true)
    }
}
