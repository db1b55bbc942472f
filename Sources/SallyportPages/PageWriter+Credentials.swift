package import Accounts
package import Encodings
package import STS
import Sessions

extension PageWriter {
    /// The page with credentials for command lines.
    package func credentials(_ result: AssumeRoleWithSAMLResult, _ account: Account, at now: Timestamp) -> String {
        let text = CredentialText(result.credentials, role: result.session.issuer.name, account: account)
        let profile = ["profile": text.profile]
        var values: [String: Any] = [
            "who": texts.text(
                .credentialsFor, ["role": result.session.issuer.name, "account": account.readableName]),
            "back": settings.publicURL + "/console",
            "blocks": [
                block("shell", .shellTitle, text.shell), block("powershell", .powerShellTitle, text.powerShell),
                block("profile", .profileTitle, text.profileText, hint: texts.text(.profileHint, profile)),
                block("process", .processTitle, text.process, hint: texts.text(.processHint, profile)),
                block("json", .jsonTitle, text.json),
            ],
        ]
        values.merge(time(until: result.credentials.expiration, at: now)) { $1 }
        return render("credentials", title: texts[.credentialsTitle], canSignOut: true, values)
    }

    private func block(_ id: String, _ title: TextName, _ text: String, hint: String? = nil) -> [String: Any] {
        var values: [String: Any] = ["id": id, "title": texts[title], "text": text]
        values["hint"] = hint
        return values
    }
}
