import FederationTesting
import Foundation
import SAML2

/// An identity provider, its files, and responses for AWS's own endpoint.
struct Fixture {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    static let at = "2023-11-14T22:13:20Z"
    static let recipient = "https://signin.aws.amazon.com/saml"
    static let provider = "arn:aws:iam::123456789012:saml-provider/corp"
    static let role = "arn:aws:iam::123456789012:role/Admin"
    static let prefix = "https://aws.amazon.com/SAML/Attributes/"

    static let identityProvider = Result { try TestIdentityProvider(entityID: "https://idp.example.com/corp", at: now) }
    static let other = Result { try TestIdentityProvider(entityID: "https://idp.example.com/corp", at: now) }

    let folder: TemporaryFolder
    let metadata: String

    init() throws {
        folder = try TemporaryFolder()
        metadata = try folder.write("idp.xml", Self.identityProvider.get().metadata())
    }

    static func response(
        roles: [String] = ["\(role),\(provider)"], signing: ResponseSigning = ResponseSigning(),
        signer: Result<TestIdentityProvider, any Error> = identityProvider, subject: String = "alice",
        attributes: [SAMLAttribute] = [], recipient: String = recipient, audience: String = "urn:amazon:webservices",
        changing change: (inout ResponseTemplate) -> Void = { _ in }
    ) throws -> [UInt8] {
        var template = ResponseTemplate(
            id: "1", at: now, recipient: recipient, audience: audience, subject: NameID(value: subject),
            attributes: [
                SAMLAttribute(name: prefix + "Role", values: roles),
                SAMLAttribute(name: prefix + "RoleSessionName", values: ["alice@example.com"]),
            ] + attributes)
        if roles.isEmpty { template.attributes = [] }
        change(&template)
        return try signer.get().response(template, signing: signing)
    }

    func write(_ response: [UInt8], as name: String = "response.xml") throws -> String {
        try folder.write(name, response)
    }

    /// `inspect` at the instant of the response, with the metadata.
    func inspect(_ response: [UInt8], _ options: String...) throws -> Command.Result {
        try Command.run(["inspect", try write(response), "--at", Self.at, "--metadata", metadata] + options)
    }
}
