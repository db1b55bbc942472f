package import Encodings

/// The question of a program on the user's own machine, as its link has it (RFC 6749, 4.1.1; RFC 7636, 4.3; RFC 8252).
package struct CodeRequest: Sendable {
    private static let names = [
        "response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method",
    ]
    /// Bytes of a state at most.
    private static let longestState = 256
    /// Seconds in which its program has to redeem a code.
    static let seconds: Int64 = 120

    /// The program.
    package let client: ClientRegistrations.Client
    /// Where the answer goes.
    package let redirectURI: LoopbackURI
    let challenge: CodeChallenge
    private let state: String?

    /// Reads a link.
    ///
    /// Throws `badLink`: nobody is sent to a place that is not the program's own.
    package init(
        query: String, _ registrations: ClientRegistrations, at now: Timestamp
    ) throws(VerificationFault) {
        let fields: [String: String]
        do throws(FormFields.Malformed) {
            let form = try FormFields(query: query)
            var found: [String: String] = [:]
            for name in Self.names { found[name] = try form.text(name) }
            fields = found
        } catch {
            throw .badLink(error.reason)
        }
        guard let client = registrations.client(id: fields["client_id"] ?? "", at: now) else {
            throw .badLink("client_id is not registered, or its registration has ended")
        }
        guard client.registration.allows(.authorizationCode),
            let uri = LoopbackURI(fields["redirect_uri"] ?? ""),
            client.registration.redirectURIs.contains(where: uri.matches)
        else { throw .badLink("redirect_uri is not registered") }
        guard fields["response_type"] == "code" else { throw .badLink("response_type is not code") }
        guard fields["code_challenge_method"] == "S256", let challenge = CodeChallenge(fields["code_challenge"] ?? "")
        else { throw .badLink("code_challenge is not a SHA-256") }
        guard fields["state"]?.utf8.count ?? 0 <= Self.longestState else { throw .badLink("state is too long") }
        self.client = client
        redirectURI = uri
        self.challenge = challenge
        state = fields["state"]
    }

    /// Where the browser brings an answer to.
    func answer(_ name: String, _ value: String) -> String {
        redirectURI.bringing(name, value, state: state)
    }
}
