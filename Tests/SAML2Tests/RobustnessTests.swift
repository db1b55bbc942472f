import FederationTesting
import Foundation
import SAML2
import TestSupport
import Testing

/// Texts and documents that nobody writes in good faith.
@Suite
struct RobustnessTests {
    /// To hash combining marks takes a time that grows with the square of their number.
    @Test func longEntityIDsAreNobodys() throws {
        let metadata = try Fixture.rsa.get().identityProviderMetadata(at: Fixture.instant)
        let trusted = TrustedIdentityProviders(metadata.identityProviders)
        #expect(trusted.matching(entityID: Fixture.entityID).count == 1)
        #expect(trusted.matching(entityID: "e" + String(repeating: "\u{301}\u{327}", count: 1_048_576)).isEmpty)
    }

    /// As many names as a message has room for; those that are too long are left out.
    @Test func longNamesAreNoHints() throws {
        let long = String(repeating: "e\u{301}", count: 10_000)
        let xml = try Fixture.rsa.get().response(
            Fixture.template {
                $0.attributes = [
                    SAMLAttribute(name: "role", values: ["reader"]), SAMLAttribute(name: long, values: ["x"]),
                ]
            })
        let hints = ResponseHints(ReceivedResponse(xml: xml))
        #expect(hints.issuers == [Fixture.entityID])
        #expect(hints.attributeValues["role"] == ["reader"])
        #expect(hints.attributeValues.count == 1)
    }

    /// Equal as characters is not equal.
    @Test func issuersAreComparedAsBytes() throws {
        func validate(_ inner: String) throws -> ResponseValidation {
            try Fixture.validate(
                Fixture.signed { text in
                    text.replacingOccurrences(of: Fixture.entityID, with: Fixture.entityID + inner)
                        .replacingFirst(Fixture.entityID + inner, with: Fixture.entityID + "/\u{E9}")
                })
        }
        func findsTwo(_ inner: String) throws -> Bool {
            try validate(inner).checks.contains {
                $0.status == .failed && $0.expected.hasPrefix("the Response's Issuer")
            }
        }
        #expect(try findsTwo("/e\u{301}"))
        #expect(try !findsTwo("/\u{E9}"))
    }

    /// Metadata with a few bytes changed, left out, doubled or moved: read or refused.
    @Test(arguments: 0..<8)
    func mutatedMetadata(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let xml = MetadataFixture.entities(
            MetadataFixture.entity(
                MetadataFixture.role(try MetadataFixture.key()),
                attributes: " validUntil=\"2026-06-01T00:00:00Z\" cacheDuration=\"P1Y2M3DT4H5M6.7S\""))
        for _ in 0..<250 {
            let bytes = random.mutate(Array(xml.utf8))
            guard let document = try? MetadataDocument(parsing: bytes) else { continue }
            _ = try? IdentityProviderMetadata(document, at: Fixture.instant)
        }
    }

    /// Durations of pieces.
    @Test(arguments: 0..<4)
    func durations(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 100)
        let role = MetadataFixture.role(try MetadataFixture.key())
        let pieces = [
            "P", "T", "-", "0", "1", "9", "99999999999999999999", "Y", "M", "D", "H", "S", ".", "0.0000000000001S",
            "1e9", "é", "P1Y",
        ]
        for _ in 0..<250 {
            let text = (0..<Int.random(in: 1...7, using: &random)).map { _ in pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            let xml = MetadataFixture.entity(role, attributes: " cacheDuration=\"\(text)\" validUntil=\"\(text)\"")
            _ = try? MetadataDocument(parsing: Array(xml.utf8))
            let other = MetadataFixture.entity(role, attributes: " cacheDuration=\"\(text)\"")
            _ = try? MetadataDocument(parsing: Array(other.utf8))
        }
    }

    /// Responses with a few bytes changed, left out, doubled or moved: never a trap, and hints of any.
    @Test(arguments: 0..<8)
    func mutatedResponses(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 200)
        let xml = try Fixture.rsa.get().response(Fixture.template())
        for _ in 0..<150 {
            let bytes = random.mutate(xml)
            _ = ResponseHints(ReceivedResponse(xml: bytes))
            _ = try Fixture.validate(bytes)
            let field = random.mutate(Array(HTTPPostBinding.encode(bytes).utf8))
            _ = try? HTTPPostBinding.decode(field: field)
        }
    }
}
