package import ArgumentParser
import CommandIO
import Encodings

/// `sallyport credentials`: credentials of a role, for `credential_process`.
package struct CredentialsCommand: AsyncParsableCommand {
    /// Its help.
    package static let configuration = CommandConfiguration(
        commandName: "credentials", abstract: "Print credentials of a role, for credential_process.",
        discussion: """
            In ~/.aws/config:

              [profile readonly]
              credential_process = sallyport credentials --role ReadOnly

            It renews the sign-in silently and opens no browser; when that is over it says
            to run sallyport login.

            Exit codes: 0 printed, 1 refused, 2 nobody is signed in, 64 wrong usage.
            """)

    @OptionGroup var role: RoleOptions
    @OptionGroup var options: SessionOption

    /// Makes one that the parser fills.
    package init() {}

    /// Prints them.
    package func run() async throws {
        try await SessionOption.reported {
            let signedIn = try SignedIn(session: options.session)
            let given = try await signedIn.credentials(of: try await role.choose(from: signedIn))
            Terminal.write(json: Self.text(given))
        }
    }

    /// As AWS's tools read it.
    static func text(_ credentials: RoleCredentials.Credentials) -> String {
        JSONValue.object([
            JSONMember("Version", .integer(1)), JSONMember("AccessKeyId", credentials.accessKeyId),
            JSONMember("SecretAccessKey", credentials.secretAccessKey),
            JSONMember("SessionToken", credentials.sessionToken),
            JSONMember("Expiration", Timestamp(milliseconds: credentials.expiration).iso8601),
        ]).text()
    }
}
