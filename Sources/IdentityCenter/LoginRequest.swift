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

    /// As RFC 7636 names it, and as the AWS CLI does.
    private static let methods = ["S256", "SHA-256"]

    /// Where the answer goes.
    package let redirectURI: LoopbackURI
    let challenge: CodeChallenge
    private let state: String?

    /// Reads a link.
    ///
    /// Throws `badLink`.
    package init(query: String) throws(VerificationFault) {
        let asked = try AuthorizationQuery(query)
        guard asked.clientID == Self.clientID else {
            throw .badLink("client_id is not \(Self.clientID): for another device, use aws sso login --use-device-code")
        }
        guard let uri = asked.redirectURI else { throw .badLink("redirect_uri does not lead to this machine") }
        (challenge, state) = try asked.question(methods: Self.methods)
        redirectURI = uri
    }

    /// Where the browser brings an answer to.
    func answer(_ name: String, _ value: String) -> String { redirectURI.bringing(name, value, state: state) }
}
