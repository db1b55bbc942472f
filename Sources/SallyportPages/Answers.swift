package import Accounts
package import Encodings
package import Portal
package import STS
package import Sessions

/// What programs are told that ask for JSON in the place of pages.
package enum Answers {
    /// The roles of a sign-in; one that is refused now says so.
    package static func choice(_ offers: [RoleOffer]) -> String {
        JSONValue.object([JSONMember("roles", .array(offers.map(role)))]).text()
    }

    private static func role(_ offer: RoleOffer) -> JSONValue {
        var members = [
            JSONMember("account", offer.account.id.description), JSONMember("alias", offer.account.alias ?? ""),
            JSONMember("providerArn", "\(offer.providerARN)"), JSONMember("roleArn", "\(offer.roleARN)"),
        ]
        if offer.refusal != nil { members.append(JSONMember("refused", .bool(true))) }
        return .object(members)
    }

    /// Credentials, and the URL that signs a browser in with them.
    package static func result(
        _ result: AssumeRoleWithSAMLResult, consoleSessionEnd: Timestamp, url: String? = nil
    ) -> String {
        let credentials = result.credentials
        var members = [
            JSONMember(
                "assumedRoleUser",
                .object([
                    JSONMember("arn", "\(result.assumedRoleARN)"),
                    JSONMember("assumedRoleId", result.assumedRoleID),
                ])),
            JSONMember("consoleSessionEnd", consoleSessionEnd.iso8601),
            JSONMember(
                "credentials",
                .object([
                    JSONMember("accessKeyId", credentials.accessKeyID),
                    JSONMember("expiration", credentials.expiration.iso8601),
                    JSONMember("secretAccessKey", credentials.secretAccessKey),
                    JSONMember("sessionToken", credentials.sessionToken),
                ])),
        ]
        if let url { members.append(JSONMember("signinURL", url)) }
        return JSONValue.object(members).text()
    }

    /// Who is signed in, and the roles of a portal session.
    package static func console(
        _ console: ConsoleSession?, _ account: Account?, portal: (offers: [RoleOffer], expiresAt: Timestamp)?,
        at now: Timestamp
    ) -> String {
        var members = console.map { self.members($0, account, at: now) } ?? []
        if let portal {
            members.append(
                JSONMember(
                    "portal",
                    .object([
                        JSONMember("expiration", portal.expiresAt.iso8601),
                        JSONMember("roles", .array(portal.offers.map(role))),
                    ])))
        }
        return JSONValue.object(members).text()
    }

    private static func members(_ console: ConsoleSession, _ account: Account?, at now: Timestamp) -> [JSONMember] {
        let session = console.session
        return [
            JSONMember("account", session.accountID.description), JSONMember("alias", account?.alias ?? ""),
            JSONMember("arn", "\(session.arn)"), JSONMember("expiration", console.expiresAt.iso8601),
            JSONMember(session.issuer.kind == .role ? "role" : "givenBy", "\(session.issuer.arn)"),
            JSONMember("secondsLeft", .integer(Int64(console.secondsLeft(at: now)))),
            JSONMember("sessionName", session.name), JSONMember("tags", .object(Self.members(session.tags))),
            JSONMember("user", session.userNameForPeople),
        ]
    }

    /// By name; of one name the first.
    private static func members(_ tags: [SessionTag]) -> [JSONMember] {
        Dictionary(tags.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
            .sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value) }
    }

    /// Where one can sign in.
    package static func login(_ choices: [LoginChoice]) -> String {
        let members = choices.map { choice in
            JSONValue.object([
                JSONMember("name", choice.name), JSONMember("entityID", choice.entityID), JSONMember("url", choice.url),
            ])
        }
        return JSONValue.object([JSONMember("providers", .array(members))]).text()
    }

    /// What a user's sign-in needs beside name and password, and what the form for that has to carry.
    package static func userStep(needs: String, step: String) -> String {
        JSONValue.object([JSONMember("needs", needs), JSONMember("step", step)]).text()
    }

    /// A refusal.
    package static func error(code: String, message: String, requestID: String) -> String {
        let error = [JSONMember("code", code), JSONMember("message", message), JSONMember("requestId", requestID)]
        return JSONValue.object([JSONMember("error", .object(error))]).text()
    }
}
