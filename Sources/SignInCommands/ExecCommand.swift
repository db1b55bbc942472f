package import ArgumentParser
import CommandIO
import Encodings
import Foundation
import Glibc

/// `sallyport exec`: runs a command with a role, whose credentials are renewed for as long as it runs.
package struct ExecCommand: AsyncParsableCommand {
    /// Its help.
    package static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Run a command with a role.",
        discussion: """
              sallyport exec --role ReadOnly -- aws sts get-caller-identity

            The command finds its credentials at an address of this machine that answers to
            a password in its environment (AWS_CONTAINER_CREDENTIALS_FULL_URI), and renews
            them there. They are in no file and no variable.

            Exit codes: those of the command; 1 refused, 2 nobody is signed in, 64 wrong
            usage.
            """)

    /// Variables that would stand before the address.
    private static let cleared = [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN",
    ]

    @OptionGroup var role: RoleOptions
    @OptionGroup var options: SessionOption

    @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.")
    var command: [String] = []

    /// Makes one that the parser fills.
    package init() {}

    /// Runs it.
    package func run() async throws {
        guard !command.isEmpty else { throw Terminal.misuse("which command? It stands behind --") }
        let command = command
        let code = try await SessionOption.reported {
            let signedIn = try SignedIn(session: options.session)
            let role = try await role.choose(from: signedIn)
            // Refused now, and not when the command asks.
            let source = RenewedCredentials(signedIn, role, first: try await signedIn.credentials(of: role))
            return try await Self.serve(command, from: source, broker: signedIn.client.broker)
        }
        throw ExitCode(code)
    }

    private static func serve(
        _ command: [String], from source: RenewedCredentials, broker: String
    ) async throws -> Int32 {
        let password = Base64.url.encode(SystemRandomSource().bytes(32))
        let server = CredentialsServer(password: password) { try await source.credentials() }
        let (addresses, continuation) = AsyncStream.makeStream(of: String.self)
        return try await withThrowingTaskGroup(of: Int32?.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await server.run { continuation.yield($0) }
                return nil
            }
            group.addTask {
                var iterator = addresses.makeAsyncIterator()
                guard let url = await iterator.next() else { return nil }
                return try await spawn(command, in: environment(url: url, password: password, broker: broker))
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let ended { return ended }
            }
            throw InputError("the credentials can't be served on this machine")
        }
    }

    private static func environment(url: String, password: String, broker: String) -> [String: String] {
        var variables = ProcessInfo.processInfo.environment
        for name in cleared { variables[name] = nil }
        variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url
        variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = password
        // These credentials are the broker's: it is where its own services are.
        for service in ["STS", "IAM"] where variables["AWS_ENDPOINT_URL_\(service)"] == nil {
            variables["AWS_ENDPOINT_URL_\(service)"] = broker
        }
        return variables
    }

    /// Signals of the terminal are the command's: it gets them as well, and says when it ends.
    private static func spawn(_ command: [String], in environment: [String: String]) async throws -> Int32 {
        let id: pid_t
        do throws(ChildProcess.Failure) {
            id = try ChildProcess.start(command, environment: environment)
        } catch {
            throw InputError("\(error)")
        }
        signal(SIGINT, SIG_IGN)
        signal(SIGQUIT, SIG_IGN)
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try ChildProcess.wait(for: id) })
            }
        }
    }
}
