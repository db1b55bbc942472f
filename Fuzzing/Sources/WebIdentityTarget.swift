import Crypto
import Encodings
import SAML2
import TestSupport
import WebIdentity

extension FuzzTarget {
    private static let issuer = "https://issuer.example.org/tenant"

    private static func key() throws -> TokenKey {
        TokenKey("known", .p256(try P256.Signing.PrivateKey(pemRepresentation: KnownKeys.p256)))
    }

    private static let header = #"{"alg":"ES256","kid":"known","typ":"JWT"}"#
    private static let payload =
        #"{"iss":"\#(issuer)","sub":"alice","aud":["client","x"],"iat":1699999990,"exp":1700000300,"amr":["pwd"],"#
        + #""https://aws.amazon.com/tags":{"principal_tags":{"team":["blue"]},"transitive_tag_keys":["team"]}}"#

    private static func genuineToken() throws -> String {
        try key().token(header: header, payload: payload, algorithm: "ES256")
    }

    /// Tokens of OpenID providers, and the keys that these publish.
    ///
    /// The first byte says which: a token; a payload that the provider signs; a set of keys; a discovery document.
    static let webIdentity = FuzzTarget(name: "web-identity", dictionary: "none") {
        let document = #"{"issuer":"\#(issuer)","jwks_uri":"https://issuer.example.org/keys"}"#
        return [
            [0] + Array(try genuineToken().utf8), [1] + Array(payload.utf8),
            [2] + Array(try TokenKey.set([key()]).utf8), [3] + Array(document.utf8),
        ]
    } prepare: {
        let key = try FuzzTarget.key()
        let keys = try JSONWebKeySet(json: Array(try TokenKey.set([key]).utf8))
        let validator = WebIdentityValidator(
            issuers: [TrustedIssuer(url: issuer, clientIDs: ["client"], keys: .success(keys))], recordsAllChecks: true)
        let now = Timestamp(milliseconds: 1_700_000_000_000)
        let signed = Array(try genuineToken().utf8).split(separator: UInt8(ascii: ".")).prefix(2)
        return { bytes in
            guard let first = bytes.first else { return }
            let rest = Array(bytes.dropFirst())
            switch first & 3 {
            case 0:
                let text = String(decoding: rest, as: UTF8.self)
                guard (try? validator.validate(text, at: now).outcome.get()) != nil else { return }
                // Another signature of the same may be as good (r, -s); what is signed is what was signed.
                hold(
                    Array(text.utf8).split(separator: UInt8(ascii: ".")).prefix(2).elementsEqual(signed),
                    "a token is accepted that nobody made")
            case 1:
                let text = String(decoding: rest, as: UTF8.self)
                guard let token = try? key.token(header: header, payload: text, algorithm: "ES256") else { return }
                let validation = validator.validate(token, at: now)
                guard let accepted = try? validation.outcome.get() else { return }
                hold(!validation.checks.contains { $0.status == .failed }, "accepted in spite of a failed check")
                hold(
                    accepted.issuer == issuer && accepted.audience == "client" && !accepted.subject.isEmpty,
                    "a token is accepted that is not for us")
            case 2:
                guard let set = try? JSONWebKeySet(json: rest) else { return }
                hold(Set(set.keys.map { Array($0.id.utf8) }).count == set.keys.count, "two keys with one kid")
            default:
                guard let document = try? DiscoveryDocument(json: rest, of: issuer) else { return }
                hold(document.keysURL.utf8.starts(with: "https://".utf8), "keys that are not fetched by https")
            }
        }
    }
}
