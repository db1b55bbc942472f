import Accounts
import Encodings
import Foundation
import Mustache
import STS
import SallyportConfiguration
import Sessions

/// The pages of the server, plain HTML that works without script.
///
/// Templates escape what they are given.
struct Pages: Sendable {
    private let publicURL: String
    private let library: MustacheLibrary

    init(_ configuration: BrokerConfiguration) throws {
        publicURL = configuration.publicURL
        library = try PageTemplates.library()
    }

    private func render(_ template: String, _ values: [String: Any]) -> String {
        library.render(values, withTemplate: template) ?? ""
    }

    // MARK: Choice of roles

    /// The form that clients of AWS's page read: `form#saml_form`, `fieldset > div.saml-account`, radio buttons `roleIndex`.
    func choice(_ signIn: SAMLSignIn, response: String, relayState: String) -> String {
        let accounts: [[String: Any]] = signIn.choicesByAccount.map { group in
            [
                "name": group.choices.first?.accountText ?? "",
                "roles": group.choices.map { ["arn": "\($0.roleARN)", "name": $0.roleName] },
            ]
        }
        return render(
            "choice",
            [
                "title": "Select a role", "action": publicURL + "/saml", "response": response, "relayState": relayState,
                "accounts": accounts,
            ])
    }

    func choiceJSON(_ signIn: SAMLSignIn) -> String {
        let roles = signIn.choices.map { choice in
            JSONValue.object([
                JSONMember("account", choice.account.id.description),
                JSONMember("alias", choice.account.alias ?? ""),
                JSONMember("providerArn", "\(choice.providerARN)"), JSONMember("roleArn", "\(choice.roleARN)"),
            ])
        }
        return JSONValue.object([JSONMember("roles", .array(roles))]).text()
    }

    func resultJSON(_ result: AssumeRoleWithSAMLResult, consoleSessionEnd: Timestamp, url: String) -> String {
        let credentials = result.credentials
        return JSONValue.object([
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
            JSONMember("signinURL", url),
        ]).text()
    }

    // MARK: Console

    func console(_ console: ConsoleSession, _ account: Account?, at instant: Date) -> String {
        let session = console.session
        return render(
            "console",
            [
                "title": "Signed in", "role": session.issuer.name, "roleARN": "\(session.issuer.arn)",
                "name": session.name,
                "user": (session.saml?.subject.subject ?? session.name), "arn": "\(session.arn)",
                "account": Self.text(session.accountID, account),
                "until": console.expiresAt.iso8601, "left": Self.left(console, at: instant),
                "tags": session.tags.map { ["key": $0.key, "value": $0.value] },
                "signOut": publicURL + "/console/signout",
            ])
    }

    func consoleJSON(_ console: ConsoleSession, _ account: Account?, at instant: Date) -> String {
        let session = console.session
        return JSONValue.object([
            JSONMember("account", session.accountID.description), JSONMember("alias", account?.alias ?? ""),
            JSONMember("arn", "\(session.arn)"), JSONMember("expiration", console.expiresAt.iso8601),
            JSONMember("role", "\(session.issuer.arn)"),
            JSONMember("secondsLeft", .integer(Int64(console.secondsLeft(at: Timestamp(roundingDown: instant))))),
            JSONMember("sessionName", session.name),
            JSONMember("tags", .object(Self.members(session.tags))),
            JSONMember("user", session.saml?.subject.subject ?? session.name),
        ]).text()
    }

    /// By name; of one name the first.
    private static func members(_ tags: [SessionTag]) -> [JSONMember] {
        Dictionary(tags.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
            .sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value) }
    }

    func confirmation(
        current: ConsoleSession, next: ConsoleSession, token: String, destination: String?, at instant: Date
    ) -> String {
        render(
            "confirmation",
            [
                "title": "Replace your session?", "current": "\(current.session.arn)",
                "currentLeft": Self.left(current, at: instant), "next": "\(next.session.arn)",
                "action": publicURL + "/federation", "token": token, "destination": destination ?? "",
                "stay": publicURL + "/console",
            ])
    }

    private static func text(_ id: AccountID, _ account: Account?) -> String {
        account?.alias.map { "\($0) (\(id))" } ?? id.description
    }

    private static func left(_ console: ConsoleSession, at instant: Date) -> String {
        let seconds = console.secondsLeft(at: Timestamp(roundingDown: instant))
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        if hours > 0 { return "\(hours) h \(minutes) min" }
        return minutes > 0 ? "\(minutes) min" : "\(seconds) s"
    }

    // MARK: Refusals

    /// - Parameter requestID: nil when there is no record that could be found by it.
    func refused(title: String = "Sign-in was refused", message: String, requestID: String?) -> String {
        var values: [String: Any] = ["title": title, "message": message]
        values["requestID"] = requestID
        return render("refused", values)
    }

    func errorJSON(code: String, message: String, _ call: CallContext) -> String {
        let error = [JSONMember("code", code), JSONMember("message", message), JSONMember("requestId", call.requestID)]
        return JSONValue.object([JSONMember("error", .object(error))]).text()
    }
}
