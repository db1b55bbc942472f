import CommandIO
import WebIdentity

/// A token by which somebody else knows the session; whoever has it is taken for the user.
struct WebIdentityToken: CustomStringConvertible, CustomReflectable {
    let text: String
    private let expiration: String?

    /// Nil when the answer holds none.
    init?(_ answer: QueryAnswer) {
        guard let text = answer.word("WebIdentityToken") else { return nil }
        self.text = text
        expiration = answer.word("Expiration")
    }

    /// The end alone.
    var description: String { "WebIdentityToken(until \(expiration ?? "?"), redacted)" }

    var customMirror: Mirror { Mirror(self, children: ["expiration": expiration ?? "?"]) }

    /// In the shape that the AWS CLI prints.
    var json: JSONObject { ["WebIdentityToken": text, "Expiration": expiration] }

    /// What a relying party compares, for somebody who looks for the reason of a refusal; nil when it can't be read.
    var claims: String? {
        guard let claims = try? ObservedToken(text).claims else { return nil }
        let audience = (claims.audiences ?? []).joined(separator: ", ")
        return "iss \(claims.issuer ?? "?"), aud \(audience), sub \(claims.subject ?? "?")"
    }
}
