import AWSSigV4
import Encodings
import Foundation
import SAML2

/// Credentials as the endpoint of a container and the metadata service of an instance write them, in JSON.
struct CredentialDocument: Decodable {
    private let AccessKeyId: String
    private let SecretAccessKey: String
    private let Token: String?
    private let Expiration: String?
    /// `Success`, where it is said.
    private let Code: String?

    /// The credentials in an answer, and when they end.
    ///
    /// Throws `UpstreamFault` for credentials that can't be ones.
    static func read(
        _ answer: UpstreamAnswer, from endpoint: String
    ) throws(UpstreamFault) -> (credential: Credential, end: Timestamp?) {
        guard answer.status == 200,
            let document = try? JSONDecoder().decode(Self.self, from: Data(answer.body)),
            document.Code ?? "Success" == "Success",
            CredentialText.isAccessKeyID(document.AccessKeyId), CredentialText.isSecret(document.SecretAccessKey),
            document.Token.map(CredentialText.isToken) ?? true
        else { throw UpstreamFault.unreadable(answer, requestID: nil, endpoint: endpoint) }
        return (
            Credential(
                accessKeyID: document.AccessKeyId, secretAccessKey: SecretAccessKey(document.SecretAccessKey),
                sessionToken: document.Token),
            document.Expiration.flatMap(SAMLInstant.parse).map(Timestamp.init(roundingDown:))
        )
    }
}

/// What the parts of credentials look like.
enum CredentialText {
    static func isAccessKeyID(_ text: String) -> Bool {
        (16...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: "_") }
    }

    static func isSecret(_ text: String) -> Bool { isVisible(text, atMost: 1_024) }

    static func isToken(_ text: String) -> Bool { isVisible(text, atMost: 16_384) }

    private static func isVisible(_ text: String, atMost limit: Int) -> Bool {
        (1...limit).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
