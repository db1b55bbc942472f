package import Accounts
import Crypto
import Encodings
import Foundation
package import SAML2

/// Who a federated user is: the name that the identity provider gives, and the provider in whose name it means
/// something.
public struct SAMLSubject: Hashable, Sendable {
    /// NameID, the context key `saml:sub`.
    public let subject: String
    /// Format of the NameID without the prefix of the SAML 2.0 formats, the context key `saml:sub_type`.
    public let type: String
    /// Base64 of SHA-1 over Issuer, account, `/` and provider name: the context key `saml:namequalifier`.
    public let nameQualifier: String

    private static let prefix = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
    /// What a NameID without Format means (SAML Core 2.2.2).
    private static let unspecified = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"

    /// Makes a subject of the three context keys.
    package init(subject: String, type: String, nameQualifier: String) {
        self.subject = subject
        self.type = type
        self.nameQualifier = nameQualifier
    }

    /// The subject of a validated assertion with respect to a provider.
    package init(_ assertion: ValidatedAssertion, provider: SAMLProvider) {
        self.init(
            subject: assertion.subject.value, type: Self.type(of: assertion.subject),
            nameQualifier: Self.nameQualifier(issuer: assertion.issuer, document: provider.document))
    }

    /// The format of a NameID as `saml:sub_type` has it.
    package static func type(of nameID: NameID) -> String {
        let format = nameID.format ?? unspecified
        return format.utf8.starts(with: prefix.utf8) ? String(format.dropFirst(prefix.count)) : format
    }

    /// Base64(SHA1(issuer + document)); SHA-1 names here and proves nothing.
    package static func nameQualifier(issuer: String, document: String) -> String {
        var hasher = Insecure.SHA1()
        for text in [issuer, document] {
            var text = text
            text.withUTF8 { hasher.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        }
        return Base64.standard.encode(Array(hasher.finalize()))
    }
}
