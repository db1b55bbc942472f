import ArgumentParser

/// Options of `assume` for a token that others know the session by, and for credentials of one of them.
struct WebIdentityOptions: ParsableArguments {
    /// What tokens are signed with.
    enum SigningAlgorithm: String, ExpressibleByArgument, CaseIterable {
        case rs256 = "RS256"
        case es384 = "ES384"
    }

    @Option(
        name: .customLong("web-identity-for"),
        help: ArgumentHelp("Go on to a web identity token for this audience, and print it.", valueName: "audience"))
    var audience: String?

    @Option(help: "What the token is signed with. (default: RS256)")
    var signingAlgorithm: SigningAlgorithm?

    @Option(
        help: ArgumentHelp("Life of the token: 60 to 3600 seconds. (default: 300)", valueName: "seconds"))
    var tokenDuration: Int?

    @Option(
        help: ArgumentHelp(
            "URL of the STS of whoever trusts the token: its credentials are printed.", valueName: "url"))
    var relyingPartyEndpoint: String?

    @Option(help: ArgumentHelp("The role there, as it is written there.", valueName: "arn"))
    var relyingPartyRole: String?

    @Option(
        help: ArgumentHelp("Life of the credentials there. (default: what it gives)", valueName: "seconds"))
    var relyingPartyDuration: Int?

    /// The response works once, so what can be told before is told before.
    mutating func validate() throws {
        let isTold = [signingAlgorithm?.rawValue, relyingPartyEndpoint, relyingPartyRole].contains { $0 != nil }
        guard audience != nil || !isTold && tokenDuration == nil && relyingPartyDuration == nil else {
            throw ValidationError("A token needs an audience: give --web-identity-for.")
        }
        guard audience?.isEmpty != true, relyingPartyRole?.isEmpty != true else {
            throw ValidationError("--web-identity-for and --relying-party-role can't be empty.")
        }
        guard tokenDuration.map((60...3_600).contains) ?? true else {
            throw ValidationError("--token-duration is 60 to 3600 seconds.")
        }
        guard (relyingPartyEndpoint == nil) == (relyingPartyRole == nil),
            relyingPartyEndpoint != nil || relyingPartyDuration == nil
        else {
            throw ValidationError(
                "Credentials of a relying party need --relying-party-endpoint and --relying-party-role.")
        }
    }

    /// Who is to give credentials for the token; nil when the token itself is wanted.
    ///
    /// - Throws: `ExitCode` after saying why its URL can't be used.
    func relyingParty(allowsPlainHTTP: Bool) throws -> RelyingParty? {
        guard let relyingPartyEndpoint, let relyingPartyRole else { return nil }
        let endpoint = try ServiceEndpoint(
            relyingPartyEndpoint, of: .relyingParty, from: "--relying-party-endpoint", allowsPlainHTTP: allowsPlainHTTP)
        return RelyingParty(endpoint: endpoint, roleARN: relyingPartyRole, durationSeconds: relyingPartyDuration)
    }

    /// The parameters of GetWebIdentityToken.
    func parameters(for audience: String) -> [(name: String, value: String)] {
        var parameters = [
            (name: "Audience.member.1", value: audience),
            (name: "SigningAlgorithm", value: (signingAlgorithm ?? .rs256).rawValue),
        ]
        if let tokenDuration { parameters.append((name: "DurationSeconds", value: String(tokenDuration))) }
        return parameters
    }
}
