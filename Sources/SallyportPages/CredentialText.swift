package import Accounts
import Encodings
package import Sessions

/// Temporary credentials in the forms in which command lines take them.
package struct CredentialText: Sendable {
    private let credentials: SessionCredentials
    /// The name of a profile: of account and role, as far as a configuration file may hold them.
    package let profile: String

    /// Writes the credentials of a role.
    package init(_ credentials: SessionCredentials, role: String, account: Account) {
        self.credentials = credentials
        let name = "\(account.alias ?? account.id.description)-\(role)"
        profile = String(
            decoding: name.utf8.map { ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: "_") ? $0 : UInt8(ascii: "-") },
            as: UTF8.self)
    }

    private var values: [(name: String, value: String)] {
        [
            ("aws_access_key_id", credentials.accessKeyID), ("aws_secret_access_key", credentials.secretAccessKey),
            ("aws_session_token", credentials.sessionToken),
        ]
    }

    /// Nothing in them needs to be quoted: they are letters, digits, `+`, `/` and `=`.
    package var shell: String {
        values.map { "export \($0.name.uppercased())=\($0.value)" }.joined(separator: "\n")
    }

    /// For PowerShell.
    package var powerShell: String {
        values.map { "$Env:\($0.name.uppercased()) = \"\($0.value)\"" }.joined(separator: "\n")
    }

    /// For `~/.aws/credentials`.
    package var profileText: String {
        "[\(profile)]\n" + values.map { "\($0.name) = \($0.value)" }.joined(separator: "\n")
    }

    /// For `~/.aws/config`: what reads the file that holds `json`.
    package var process: String {
        "[profile \(profile)]\ncredential_process = sh -c 'cat ~/.aws/\(profile).json'"
    }

    /// What a `credential_process` answers.
    package var json: String {
        JSONValue.object([
            JSONMember("Version", .integer(1)), JSONMember("AccessKeyId", credentials.accessKeyID),
            JSONMember("SecretAccessKey", credentials.secretAccessKey),
            JSONMember("SessionToken", credentials.sessionToken),
            JSONMember("Expiration", credentials.expiration.iso8601),
        ]).text()
    }
}
