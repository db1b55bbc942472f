import ArgumentParser
import CommandIO
import DevelopmentIdentityProvider
import DevelopmentIdentityProviderSite
import Foundation
import Logging

/// `sallyport idp`: an identity provider to try things with.
struct IdentityProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idp",
        abstract:
            "Run a development identity provider: it believes whoever logs in. Never register it for real accounts.",
        usage: "sallyport idp --acs <url> --audience <id> --user <user> ... [<options>]",
        discussion: """
            A login page without passwords, and a signing key of its own in --state-dir. It
            takes connections from this machine alone.

              sallyport idp --listen 127.0.0.1:8081 --state-dir idp \\
                  --acs http://127.0.0.1:8080/saml \\
                --audience http://127.0.0.1:8080/static/saml-metadata.xml \\
                --user alice=arn:aws:iam::123456789012:role/Admin,arn:aws:iam::123456789012:saml-provider/dev

            Its metadata is at /metadata, the login page at /.
            """)

    @Option(help: "Address and port; the address must be of this machine.")
    var listen = "127.0.0.1:8081"

    @Option(help: "Folder for its signing key; made when it is not there.")
    var stateDir = "sallyport-idp"

    @Option(help: "The assertion consumer service that responses are posted to.")
    var acs: String

    @Option(help: "The service provider's entity ID.")
    var audience: String

    @Option(help: "A user with a pair, NAME=ROLE-ARN,PROVIDER-ARN; again for further pairs and users.")
    var user: [String]

    @Option(help: "What is signed: assertion, response or both.")
    var sign = SignedParts.assertion

    @Option(help: "Its entity ID. (default: the URL of its metadata)")
    var entityID: String?

    enum SignedParts: String, ExpressibleByArgument, CaseIterable {
        case assertion
        case response
        case both

        var signing: ResponseSigning {
            switch self {
            case .assertion: ResponseSigning(.assertion)
            case .response: ResponseSigning(.response)
            case .both: ResponseSigning(.both)
            }
        }
    }

    func validate() throws {
        _ = try Self.address(listen)
        _ = try IdentityProviderUsers(options: user)
    }

    func run() async throws {
        let address = try Self.address(listen)
        let url = "http://\(listen)"
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "sallyport-idp")
        logger.logLevel = .info
        let provider = try provider(at: url)
        logger.warning(
            "DEVELOPMENT IDENTITY PROVIDER: anybody who reaches it can sign in as anybody. Never register its metadata for real accounts."
        )
        let site = IdentityProviderSite(
            provider: provider, users: try IdentityProviderUsers(options: user), acs: acs, audience: audience,
            signing: sign.signing)
        try await site.run(host: address.host, port: address.port) { [logger] in
            logger.info("log in at \(url)/, metadata at \(url)/metadata")
        }
    }

    private func provider(at url: String) throws -> TestIdentityProvider {
        do {
            return try IdentityProviderState(directory: stateDir)
                .provider(entityID: entityID ?? url + "/metadata", singleSignOnURL: url + "/", at: Date())
        } catch let error as IdentityProviderStateError {
            throw Terminal.fail(error.description)
        }
    }

    private static func address(_ text: String) throws -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port)
        else { throw ValidationError("--listen takes ADDRESS:PORT, for example 127.0.0.1:8081") }
        let host = String(text[..<colon])
        guard ["127.0.0.1", "localhost", "[::1]"].contains(host) else {
            throw ValidationError("the development identity provider listens on this machine alone (127.0.0.1)")
        }
        return (host == "[::1]" ? "::1" : host, port)
    }
}

extension IdentityProviderUsers {
    /// Users as `--user` names them, NAME=ROLE-ARN,PROVIDER-ARN.
    init(options: [String]) throws { self.init(try options.map(Self.pair)) }

    private static func pair(_ option: String) throws -> (name: String, pair: String) {
        guard let equals = option.firstIndex(of: "="), equals > option.startIndex else {
            throw ValidationError("--user takes NAME=ROLE-ARN,PROVIDER-ARN; it is \(option)")
        }
        return (name: String(option[..<equals]), pair: String(option[option.index(after: equals)...]))
    }
}
