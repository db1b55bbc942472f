import Accounts
package import Encodings

/// The question of `aws login` on the user's own machine, as its link has it (RFC 6749, 4.1.1; RFC 7636, 4.3; RFC 8252).
///
/// The program registers nothing: its id is the same everywhere, and its answer goes to this machine alone.
package struct LoginRequest: Sendable {
    /// The id of the AWS CLI that opens a browser of its own machine.
    package static let clientID = "arn:aws:signin:::devtools/same-device"
    /// What it is called on pages and in records.
    package static let clientName = "aws login"
    /// Digest in the place of a registration's, by which its codes are told from others.
    static let digest = Hexadecimal.text(OneTimeKey(purpose: "client of aws login", fields: [clientID]).bytes)

    private static let names = [
        "response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method",
    ]
    /// As RFC 7636 names it, and as the AWS CLI does.
    private static let methods = ["S256", "SHA-256"]
    private static let longestState = 256

    /// Where the answer goes.
    package let redirectURI: LoopbackURI
    let challenge: CodeChallenge
    private let state: String?

    /// Reads a link.
    ///
    /// Throws `badLink`.
    package init(query: String) throws(VerificationFault) {
        var fields: [String: String] = [:]
        do throws(FormFields.Malformed) {
            let form = try FormFields(query: query)
            for name in Self.names { fields[name] = try form.text(name) }
        } catch {
            throw .badLink(error.reason)
        }
        guard fields["client_id"] == Self.clientID else {
            throw .badLink("client_id is not \(Self.clientID): for another device, use aws sso login --use-device-code")
        }
        guard let uri = LoopbackURI(fields["redirect_uri"] ?? "") else {
            throw .badLink("redirect_uri does not lead to this machine")
        }
        guard fields["response_type"] == "code" else { throw .badLink("response_type is not code") }
        guard Self.methods.contains(fields["code_challenge_method"] ?? ""),
            let challenge = CodeChallenge(fields["code_challenge"] ?? "")
        else { throw .badLink("code_challenge is not a SHA-256") }
        guard fields["state"]?.utf8.count ?? 0 <= Self.longestState else { throw .badLink("state is too long") }
        redirectURI = uri
        self.challenge = challenge
        state = fields["state"]
    }

    /// Where the browser brings an answer to.
    func answer(_ name: String, _ value: String) -> String { redirectURI.bringing(name, value, state: state) }
}
