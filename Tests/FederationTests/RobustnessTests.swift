import Accounts
import Claims
import Encodings
import FederationTesting
import Foundation
import SAML2
import STS
import Sessions
import TestSupport
import Testing

/// What identity providers and callers may write, and nobody in good faith does.
@Suite
struct RobustnessTests {
    /// Four megabytes: to hash combining marks takes a time that grows with the square of their number.
    private static let marks = "e" + String(repeating: "\u{301}\u{327}", count: 1_048_576)

    @Test func longNamesOfAttributes() {
        let attributes = [
            SAMLAttribute(name: Self.marks, values: ["x"]), SAMLAttribute(name: "2.5.4.4", values: ["y"]),
        ]
        let claims = UnverifiedClaims(attributes: attributes, partition: .aws)
        #expect(claims.attributeContextKeys == ["saml:surname": ["y"]])
    }

    @Test func longValuesOfAttributes() {
        for name in [
            "Role", "RoleSessionName", "SessionDuration", "SourceIdentity", "TransitiveTagKeys", "PrincipalTag:a",
        ] {
            _ = UnverifiedClaims(attributes: [World.attribute(name, Self.marks)], partition: .aws)
        }
        _ = UnverifiedClaims(attributes: [World.attribute("PrincipalTag:" + Self.marks, "v")], partition: .aws)
    }

    /// Each of them once, however often it is listed.
    @Test func manyRoles() throws {
        let values = (0..<30_000).map { "arn:aws:iam::123456789012:role/r\($0 / 2),\(World.provider)" }
        let attribute = SAMLAttribute(name: World.prefix + "Role", values: values)
        let claims = UnverifiedClaims(attributes: [attribute], partition: .aws)
        #expect(claims.roles.count == 15_000)
        #expect(claims.roles.first?.roleARN == "arn:aws:iam::123456789012:role/r0")
    }

    @Test func longSubjects() {
        let target = RevocationTarget.subject(nameQualifier: "q", subject: Self.marks)
        let instant = Timestamp(roundingDown: World.now)
        var list = RevocationList([Revocation(target: target, issuedAtOrBefore: instant)])
        #expect(list.revokes(target, issued: instant))
        list.remove(target)
        #expect(!list.revokes(target, issued: instant))
    }

    /// Names are told apart by their bytes, as a store does, and by what they name.
    @Test func targetsAreComparedAsBytes() {
        let targets: [RevocationTarget] = [
            .role(uniqueID: "é"), .role(uniqueID: "e\u{301}"), .session(accessKeyID: "é"),
            .subject(nameQualifier: "é", subject: "b"), .subject(nameQualifier: "e\u{301}", subject: "b"),
            .subject(nameQualifier: "", subject: "éb"), .subject(nameQualifier: "éb", subject: ""),
        ]
        #expect(Set(targets).count == targets.count)
        #expect(Set(targets + targets).count == targets.count)
    }

    /// Session tokens with a few bytes changed, and key ids of pieces.
    @Test(arguments: 0..<8)
    func tokens(_ seed: UInt64) async throws {
        let broker = try Broker()
        let credentials = try await broker.assume().credentials
        var random = SeededGenerator(seed: seed)
        let pieces = ["ASIA", "AKIA", "A", "7", "Z", "", "é", "\u{301}", "=", "-", "_", "."]
        for _ in 0..<500 {
            var bytes = Array(credentials.sessionToken.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place..<Int.random(in: place..<bytes.count, using: &random))
                default: bytes.insert(UInt8.random(in: 0x2B...0x7A, using: &random), at: place)
                }
            }
            let token = String(decoding: bytes, as: UTF8.self)
            let isSame = token == credentials.sessionToken
            let id =
                Bool.random(using: &random)
                ? credentials.accessKeyID
                : (0..<Int.random(in: 0...20, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                    .joined()
            do {
                _ = try await broker.service.session(accessKeyID: id, sessionToken: token, at: World.now)
                #expect(isSame, "\(token)")
            } catch {
                #expect(!isSame || id != credentials.accessKeyID)
            }
        }
    }

    /// Attributes of pieces: claims or faults.
    @Test(arguments: 0..<10)
    func claims(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 100)
        let names = [
            "Role", "RoleSessionName", "SessionDuration", "SourceIdentity", "TransitiveTagKeys", "PrincipalTag:",
            "PrincipalTag:a",
            "PrincipalTag:aws:x", "PrincipalTag:e\u{301}", "",
        ]
        let pieces = [
            "", ",", ":", "/", " ", "arn", "aws", "iam", "123456789012", "role", "saml-provider", "a", "é", "e\u{301}",
            "\u{0}", "900",
            "-1", "9223372036854775808", "3600.5", "1e4", "NaN", World.admin, World.provider,
        ]
        func text(_ most: Int) -> String {
            (0..<Int.random(in: 0...most, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
        }
        for _ in 0..<500 {
            let attributes = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                let values = (0..<Int.random(in: 0...3, using: &random)).map { _ in text(8) }
                return SAMLAttribute(name: World.prefix + (names.randomElement(using: &random) ?? ""), values: values)
            }
            let claims = UnverifiedClaims(attributes: attributes, partition: .aws)
            _ = claims.attributeContextKeys
            _ = claims.roles
        }
    }
}
