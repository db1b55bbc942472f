public import FederationTesting
public import Foundation
import SAML2

/// Makes signed responses of about 7.8 KB, each one different, as an IdP with a few dozen attributes sends them.
public struct ResponseFactory: Sendable {
    /// Who signs.
    public let provider: TestIdentityProvider
    /// The assertion consumer service.
    public let recipient: String
    /// Our entity ID.
    public let audience: String
    private let attributes: [SAMLAttribute]

    /// Makes a factory with a new RSA-2048 key.
    public init(recipient: String, audience: String, roleARN: String, providerARN: String, at instant: Date) throws {
        self.init(
            provider: try TestIdentityProvider(at: instant), recipient: recipient, audience: audience, roleARN: roleARN,
            providerARN: providerARN)
    }

    /// Makes a factory that signs with the key of an IdP.
    public init(
        provider: TestIdentityProvider, recipient: String, audience: String, roleARN: String, providerARN: String
    ) {
        self.provider = provider
        self.recipient = recipient
        self.audience = audience
        let prefix = "https://aws.amazon.com/SAML/Attributes/"
        attributes =
            [
                SAMLAttribute(name: prefix + "Role", values: ["\(roleARN),\(providerARN)"]),
                SAMLAttribute(name: prefix + "RoleSessionName", values: ["alice@example.com"]),
                SAMLAttribute(name: prefix + "SessionDuration", values: ["3600"]),
                SAMLAttribute(name: prefix + "PrincipalTag:Department", values: ["engineering"]),
                SAMLAttribute(name: "urn:oid:1.3.6.1.4.1.5923.1.1.1.1", values: ["member", "employee"]),
            ]
            + (0..<16).map { index in
                SAMLAttribute(
                    name: "https://idp.example.org/claims/attribute-\(index)",
                    nameFormat: "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
                    values: ["a value of some length, number \(index)"])
            }
    }

    /// A response with this number in its IDs.
    public func response(
        _ number: Int, at instant: Date, signing: ResponseSigning = ResponseSigning()
    ) throws -> [UInt8] {
        try provider.response(
            ResponseTemplate(
                id: "\(number)-\(UInt64(instant.timeIntervalSince1970 * 1000))", at: instant, recipient: recipient,
                audience: audience, attributes: attributes), signing: signing)
    }
}
