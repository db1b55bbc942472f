import ArgumentParser
import CommandIO

/// How credentials are written.
enum CredentialsFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case env
    case json
    case credentialProcess = "credential-process"

    /// - Throws: `ExitCode` after saying why credentials can't be written in this form.
    func text(of result: AssumedRole, region: String?) throws -> String {
        switch self {
        case .table: Self.table(result)
        case .env: Self.exports(result.credentials, region)
        case .json: try OutputFormat.json(result.json)
        case .credentialProcess: try Self.credentialProcess(result.credentials)
        }
    }

    /// What AWS's tools read; without an end they would take the credentials for good for ever, and never ask again.
    private static func credentialProcess(_ credentials: AssumedRole.Credentials) throws -> String {
        guard credentials.expiration != nil else {
            throw Terminal.fail(
                "the service does not tell when the credentials end, and no tool would ask for new ones: use another --format"
            )
        }
        return try OutputFormat.json(credentials.json(version: 1))
    }

    private static func table(_ result: AssumedRole) -> String {
        let credentials = result.credentials
        let rows: [(label: String, value: String?)] = [
            ("session", result.arn), ("subject", result.subject), ("expires", credentials.expiration),
            ("access key id", credentials.accessKeyID), ("secret access key", credentials.secretAccessKey),
            ("session token", credentials.sessionToken),
        ]
        return rows.map { label, value in
            label + String(repeating: " ", count: 20 - label.count) + Terminal.line(value ?? "-")
        }
        .joined(separator: "\n")
    }

    private static func exports(_ credentials: AssumedRole.Credentials, _ region: String?) -> String {
        var variables = [
            ("AWS_ACCESS_KEY_ID", credentials.accessKeyID), ("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey),
            ("AWS_SESSION_TOKEN", credentials.sessionToken),
        ]
        if let expiration = credentials.expiration { variables.append(("AWS_CREDENTIAL_EXPIRATION", expiration)) }
        if let region { variables += [("AWS_REGION", region), ("AWS_DEFAULT_REGION", region)] }
        return variables.map { "export \($0)=\(quoted($1))" }.joined(separator: "\n")
    }

    /// A text that the shell takes as it is, whatever it holds.
    static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }
}
