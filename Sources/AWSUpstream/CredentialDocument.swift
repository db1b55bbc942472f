import AWSSigV4
import Encodings
import Foundation
import SAML2

/// Credentials as the endpoint of a container and the metadata service of an instance write them, in JSON.
struct CredentialDocument: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "AccessKeyId"
        case secret = "SecretAccessKey"
        case token = "Token"
        case expiration = "Expiration"
        case code = "Code"
    }

    private let id: String
    private let secret: String
    private let token: String?
    private let expiration: String?
    /// `Success`, where it is said.
    private let code: String?

    /// The credentials in an answer, and when they end.
    ///
    /// Throws `UpstreamFault` for credentials that can't be ones.
    static func read(
        _ answer: UpstreamAnswer, from endpoint: String
    ) throws(UpstreamFault) -> (credential: Credential, end: Timestamp?) {
        guard answer.status == 200,
            let document = try? JSONDecoder().decode(Self.self, from: Data(answer.body)),
            document.code ?? "Success" == "Success",
            CredentialText.isAccessKeyID(document.id), CredentialText.isSecret(document.secret),
            document.token.map(CredentialText.isToken) ?? true
        else { throw UpstreamFault.unreadable(answer, requestID: nil, endpoint: endpoint) }
        return (
            Credential(
                accessKeyID: document.id, secretAccessKey: SecretAccessKey(document.secret),
                sessionToken: document.token),
            document.expiration.flatMap(SAMLInstant.parse).map(Timestamp.init(roundingDown:))
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
