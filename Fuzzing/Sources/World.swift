import Accounts
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import Keys
import SAML2

/// Who takes part wherever a response is signed, judged or redeemed.
enum World {
    static let instant = Date(timeIntervalSince1970: 1_800_000_000)
    static let entityID = "https://idp.example.org/metadata"
    static let recipient = "https://broker.example.com/saml"
    static let audience = "https://broker.example.com/static/saml-metadata.xml"
    static let prefix = "https://aws.amazon.com/SAML/Attributes/"

    static func identityProvider(signingWith key: String = KnownKeys.p256) throws -> TestIdentityProvider {
        try TestIdentityProvider(
            entityID: entityID, singleSignOnURL: "https://idp.example.org/sso", privateKeyPEM: Array(key.utf8),
            at: instant)
    }

    static func trusted(signingWith key: String = KnownKeys.p256) throws -> TrustedIdentityProviders {
        let provider = try identityProvider(signingWith: key)
        return TrustedIdentityProviders(try provider.identityProviderMetadata(at: instant).identityProviders)
    }

    static func validator(options: ValidationOptions = ValidationOptions()) throws -> ResponseValidator {
        let key = try DecryptionKey(pem: Array(KnownKeys.rsa.utf8))
        return ResponseValidator(
            serviceProvider: ServiceProvider(
                recipients: [recipient], audiences: [audience], decryptionKeys: [key]), options: options)
    }

    static func encryption(
        _ content: ResponseSigning.Encryption.Content = .aes128GCM,
        _ transport: ResponseSigning.Encryption.Transport = .rsaOAEP,
        _ placement: ResponseSigning.Encryption.Placement = .inside, nameIDOnly: Bool = false
    ) throws -> ResponseSigning.Encryption {
        let owner = try TestIdentityProvider(
            entityID: audience, singleSignOnURL: audience, privateKeyPEM: Array(KnownKeys.rsa.utf8), at: instant)
        return ResponseSigning.Encryption(
            certificate: Array(owner.certificatePEM.utf8), content: content, transport: transport, placement: placement,
            nameIDOnly: nameIDOnly)
    }

    /// What the IdP has said, each under an ID of its own, and how it was signed.
    static func statements() throws -> [(ResponseTemplate, ResponseSigning)] {
        let signings: [ResponseSigning] = [
            ResponseSigning(.assertion), ResponseSigning(.response), ResponseSigning(.both),
            ResponseSigning(.assertion, usesInclusiveCanonicalization: true),
            ResponseSigning(.assertion, encryption: try encryption()),
            ResponseSigning(.response, encryption: try encryption(.aes256CBC, .rsaOAEPSHA256, .beside)),
            ResponseSigning(
                .both, encryption: try encryption(.aes256GCM, .rsaOAEPDigestSHA256, .besideWithRetrievalMethod)),
            ResponseSigning(.assertion, encryption: try encryption(nameIDOnly: true)),
        ]
        return signings.enumerated().map { number, signing in
            var template = ResponseTemplate(
                id: "\(number)", at: instant, recipient: recipient, audience: audience,
                subject: NameID(value: "subject-\(number)", nameQualifier: number == 1 ? "qualifier" : nil),
                attributes: attributes(number))
            template.oneTimeUse = number == 2
            template.sessionNotOnOrAfter = number == 3 ? instant.addingTimeInterval(600) : nil
            return (template, signing)
        }
    }

    private static func attributes(_ number: Int) -> [SAMLAttribute] {
        let role = "arn:aws:iam::123456789012:role/Role\(number),arn:aws:iam::123456789012:saml-provider/corp"
        return [
            SAMLAttribute(name: prefix + "Role", values: [role]),
            SAMLAttribute(name: prefix + "RoleSessionName", values: ["session-\(number)"]),
            SAMLAttribute(name: prefix + "SessionDuration", values: ["3600"]),
            SAMLAttribute(name: prefix + "PrincipalTag:Department", values: ["engineering"]),
            SAMLAttribute(name: prefix + "TransitiveTagKeys", values: ["Department"]),
            SAMLAttribute(name: "urn:oid:1.3.6.1.4.1.5923.1.1.1.1", values: ["member", "employee"]),
        ]
    }

    static let role = "arn:aws:iam::123456789012:role/Role0"
    static let provider = "arn:aws:iam::123456789012:saml-provider/corp"
    static let keyRing = KeyRing(generatedAt: instant)

    static func account() throws -> Account {
        guard let id = AccountID("123456789012") else { throw ConfigurationError("account", "is none") }
        return Account(id: id, partition: .aws)
    }

    /// One account with one provider and one role.
    static func directory() throws -> FederationDirectory {
        let account = try account()
        let trust =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\#(provider)"},"#
            + #""Action":["sts:AssumeRoleWithSAML","sts:TagSession","sts:SetSourceIdentity"]}]}"#
        return try FederationDirectory(
            accounts: [account],
            providers: [
                try SAMLProvider(
                    account: account, name: "corp",
                    metadata: try identityProvider().identityProviderMetadata(at: instant))
            ],
            roles: [
                try Role(
                    account: account, name: "Role0", trustPolicy: try PolicyDocument(parsing: trust, kind: .trust))
            ])
    }
}
