package import ArgumentParser
import CommandIO
import Encodings

/// `sallyport console`: opens the console of a role.
package struct ConsoleCommand: AsyncParsableCommand {
    /// Its help.
    package static let configuration = CommandConfiguration(
        commandName: "console", abstract: "Open the console of a role in the browser.",
        discussion: """
              sallyport console --role ReadOnly
              sallyport console --role ReadOnly --no-browser

            The address signs in whoever opens it, for 15 minutes: show it to nobody.

            Exit codes: 0 opened, 1 refused, 2 nobody is signed in, 64 wrong usage.
            """)

    @OptionGroup var role: RoleOptions

    @Option(help: "Where to go on: a URL of the broker's list of destinations.")
    var destination: String?

    @Flag(help: "Print the address and open nothing.")
    var noBrowser = false

    @OptionGroup var options: SessionOption

    private struct Token: Decodable {
        let SigninToken: String
    }

    /// Makes one that the parser fills.
    package init() {}

    /// Opens it.
    package func run() async throws {
        try await SessionOption.reported {
            let signedIn = try SignedIn(session: options.session)
            let given = try await signedIn.credentials(of: try await role.choose(from: signedIn))
            let session = JSONValue.object([
                JSONMember("sessionId", given.accessKeyId), JSONMember("sessionKey", given.secretAccessKey),
                JSONMember("sessionToken", given.sessionToken),
            ]).text()
            let token: Token = try await signedIn.client.post(
                "federation", form: [("Action", "getSigninToken"), ("Session", session)])
            let broker = signedIn.client.broker
            var url = "\(broker)/federation?Action=login&Issuer=\(PercentEncoding.encode(broker))"
            if let destination { url += "&Destination=\(PercentEncoding.encode(destination))" }
            url += "&SigninToken=\(PercentEncoding.encode(token.SigninToken))"
            guard noBrowser || !ChildProcess.open(url: url) else { return }
            Terminal.write(url)
        }
    }
}
