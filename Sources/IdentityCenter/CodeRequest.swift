package import Encodings

/// The question of a program on the user's own machine, as its link has it (RFC 6749, 4.1.1; RFC 7636, 4.3; RFC 8252).
package struct CodeRequest: Sendable {
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
        let asked = try AuthorizationQuery(query)
        guard let client = registrations.client(id: asked.clientID, at: now) else {
            throw .badLink("client_id is not registered, or its registration has ended")
        }
        guard client.registration.allows(.authorizationCode), let uri = asked.redirectURI,
            client.registration.redirectURIs.contains(where: uri.matches)
        else { throw .badLink("redirect_uri is not registered") }
        (challenge, state) = try asked.question(methods: ["S256"])
        self.client = client
        redirectURI = uri
    }

    /// Where the browser brings an answer to.
    func answer(_ name: String, _ value: String) -> String {
        redirectURI.bringing(name, value, state: state)
    }
}
