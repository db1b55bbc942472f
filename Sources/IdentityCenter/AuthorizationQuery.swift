import Encodings

/// What the link of a program on the user's own machine says (RFC 6749, 4.1.1; RFC 7636, 4.3; RFC 8252).
struct AuthorizationQuery {
    private static let names = [
        "response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method",
    ]
    /// Bytes of a state at most.
    private static let longestState = 256

    private let fields: [String: String]

    /// Reads a query.
    ///
    /// Throws `badLink` for one that can't be read, or that says something twice.
    init(_ query: String) throws(VerificationFault) {
        var fields: [String: String] = [:]
        do throws(FormFields.Malformed) {
            let form = try FormFields(query: query)
            for name in Self.names { fields[name] = try form.text(name) }
        } catch {
            throw .badLink(error.reason)
        }
        self.fields = fields
    }

    /// The program's id; empty when there is none.
    var clientID: String { fields["client_id"] ?? "" }
    /// Where the answer shall go; nil when that is not on the user's machine.
    var redirectURI: LoopbackURI? { LoopbackURI(fields["redirect_uri"] ?? "") }

    /// The digest of what the program keeps to itself, and the state that goes back to it.
    ///
    /// Throws `badLink` when it asks for no code, without a SHA-256, or with a state that is too long.
    ///
    /// - Parameter methods: names of SHA-256 that are known.
    func question(
        methods: [String]
    ) throws(VerificationFault) -> (challenge: CodeChallenge, state: String?) {
        guard fields["response_type"] == "code" else { throw .badLink("response_type is not code") }
        guard methods.contains(fields["code_challenge_method"] ?? ""),
            let challenge = CodeChallenge(fields["code_challenge"] ?? "")
        else { throw .badLink("code_challenge is not a SHA-256") }
        let state = fields["state"]
        guard state?.utf8.count ?? 0 <= Self.longestState else { throw .badLink("state is too long") }
        return (challenge, state)
    }
}
