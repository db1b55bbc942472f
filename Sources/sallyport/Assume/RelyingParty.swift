import CommandIO

/// Somebody who trusts the broker's tokens and gives credentials of its own for them: AWS, or a store with an STS.
struct RelyingParty {
    let endpoint: ServiceEndpoint
    /// As the relying party writes it; not all of them have accounts in their ARNs.
    let roleARN: String
    let durationSeconds: Int?

    /// What it gives for a token.
    ///
    /// - Throws: `ExitCode` after saying why there is nothing.
    func assumeRole(named sessionName: String, by token: WebIdentityToken) async throws -> AssumedRole {
        var parameters = [
            (name: "RoleArn", value: roleARN), (name: "RoleSessionName", value: sessionName),
            (name: "WebIdentityToken", value: token.text),
        ]
        if let durationSeconds { parameters.append((name: "DurationSeconds", value: String(durationSeconds))) }
        let call = QueryCall(
            action: "AssumeRoleWithWebIdentity", endpoint: endpoint,
            purpose: "\(endpoint) does not give \(roleARN) for the token",
            notes: token.claims.map { ["the token says: \($0)"] } ?? [])
        guard let result = AssumedRole(try await call.send(parameters)) else {
            throw Terminal.fail("\(endpoint): the answer holds no credentials")
        }
        return result
    }
}
