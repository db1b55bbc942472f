import Federation
import Foundation
import Mustache

/// The pages of the server, plain HTML that works without script.
///
/// Templates escape what they are given.
struct Pages: Sendable {
    private let publicURL: String
    private let library: MustacheLibrary

    init(_ configuration: ServerConfiguration) throws {
        publicURL = configuration.publicURL
        library = MustacheLibrary(templates: [
            "layout": try MustacheTemplate(string: PageTemplates.layout),
            "choice": try MustacheTemplate(string: PageTemplates.choice),
            "console": try MustacheTemplate(string: PageTemplates.console),
            "confirmation": try MustacheTemplate(string: PageTemplates.confirmation),
            "refused": try MustacheTemplate(string: PageTemplates.refused),
        ])
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
                "roles": group.choices.map { ["arn": $0.roleARN, "name": $0.roleName] },
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
        JSONText.object([
            "roles": signIn.choices.map { choice in
                [
                    "roleArn": choice.roleARN, "providerArn": choice.providerARN,
                    "account": choice.account.id.description,
                    "alias": choice.account.alias ?? "",
                ]
            }
        ])
    }

    func resultJSON(_ result: AssumeRoleWithSAMLResult, url: String) -> String {
        JSONText.object([
            "signinURL": url, "consoleSessionEnd": result.consoleSessionEnd.iso8601,
            "assumedRoleUser": ["arn": result.assumedRoleARN, "assumedRoleId": result.assumedRoleID],
            "credentials": [
                "accessKeyId": result.credentials.accessKeyID, "secretAccessKey": result.credentials.secretAccessKey,
                "sessionToken": result.credentials.sessionToken, "expiration": result.credentials.expiration.iso8601,
            ],
        ])
    }

    // MARK: Console

    func console(_ console: ConsoleSession, _ account: Account?, at instant: Date) -> String {
        let session = console.session
        return render(
            "console",
            [
                "title": "Signed in", "role": session.issuer.name, "roleARN": session.issuer.arn,
                "name": session.name,
                "user": (session.saml?.subject.subject ?? session.name), "arn": session.arn,
                "account": Self.text(session.accountID, account),
                "until": console.expiresAt.iso8601, "left": Self.left(console, at: instant),
                "tags": session.tags.map { ["key": $0.key, "value": $0.value] },
                "signOut": publicURL + "/console/signout",
            ])
    }

    func consoleJSON(_ console: ConsoleSession, _ account: Account?, at instant: Date) -> String {
        let session = console.session
        return JSONText.object([
            "role": session.issuer.arn, "sessionName": session.name, "arn": session.arn,
            "user": (session.saml?.subject.subject ?? session.name), "account": session.accountID.description,
            "alias": account?.alias ?? "",
            "expiration": console.expiresAt.iso8601,
            "secondsLeft": console.secondsLeft(at: Timestamp(roundingDown: instant)),
            "tags": Dictionary(session.tags.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }),
        ])
    }

    func confirmation(
        current: ConsoleSession, next: ConsoleSession, token: String, destination: String?, at instant: Date
    ) -> String {
        render(
            "confirmation",
            [
                "title": "Replace your session?", "current": current.session.arn,
                "currentLeft": Self.left(current, at: instant), "next": next.session.arn,
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

    func signInRefused(message: String, requestID: String) -> String {
        refused(title: "Sign-in was refused", message: message, requestID: requestID)
    }

    /// - Parameter requestID: nil when there is no record that could be found by it.
    func refused(title: String, message: String, requestID: String?) -> String {
        var values: [String: Any] = ["title": title, "message": message]
        values["requestID"] = requestID
        return render("refused", values)
    }

    func errorJSON(code: String, message: String, _ call: CallContext) -> String {
        JSONText.object(["error": ["code": code, "message": message, "requestId": call.requestID]])
    }
}
