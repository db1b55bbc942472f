package import ArgumentParser
import CommandIO
import Encodings
import Foundation

/// `sallyport login`: a session for the command line, allowed in a browser.
package struct LoginCommand: AsyncParsableCommand {
    /// Its help.
    package static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Sign in with a browser, for the command line.",
        discussion: """
            Opens the broker's page in your browser: sign in there and allow it. Without
            a browser on this machine it prints an address and a code, for any other one.
            The sign-in is kept as the AWS CLI keeps its own, in ~/.aws/sso/cache, for
            you alone.

              sallyport login --broker https://broker.example.com --write-profiles
              sallyport login --broker https://broker.example.com --use-device-code
              sallyport exec --role ReadOnly -- aws sts get-caller-identity

            Exit codes: 0 signed in, 1 denied or too late, 2 no answer, 64 wrong usage.
            """)

    @Option(help: "URL of the broker; that of the last sign-in when left out.")
    var broker: String?

    @Flag(help: "Open no browser: print an address and a code.")
    var noBrowser = false

    @Flag(help: "Ask with a code, which may be allowed on another device.")
    var useDeviceCode = false

    @Flag(help: "Write a profile for each role into ~/.aws/config.")
    var writeProfiles = false

    @Flag(help: "Print the profiles.")
    var printProfiles = false

    @Option(help: "Region of the profiles.")
    var region = "us-east-1"

    @OptionGroup var options: SessionOption

    /// Makes one that the parser fills.
    package init() {}

    /// Signs in.
    package func run() async throws {
        let cache = SignInCache(session: options.session)
        guard let broker = broker ?? cache.load()?.broker else { throw Terminal.misuse("which --broker?") }
        try await SessionOption.reported {
            let client = try CenterClient(broker: broker)
            try await signIn(client, cache)
            let signedIn = try SignedIn(session: options.session)
            guard writeProfiles || printProfiles else { return }
            let profiles = Profiles(
                session: options.session, broker: client.broker, region: region, roles: try await signedIn.roles())
            if printProfiles { Terminal.write(profiles.lines) }
            if writeProfiles {
                let file = try ProfileFile().write(profiles)
                let count = profiles.names.count
                Terminal.complain("\(count) \(count == 1 ? "profile is" : "profiles are") in \(file)")
            }
        }
    }

    private func signIn(_ client: CenterClient, _ cache: SignInCache) async throws {
        let registered = try await register(at: client)
        var given: GivenTokens?
        if !noBrowser, !useDeviceCode {
            given = try await LoopbackSignIn(client, registered).tokens { ChildProcess.open(url: $0) }
        }
        try keep(
            try await tokensByCode(unless: given, client, registered), of: registered, from: client, in: cache)
    }

    private func register(at client: CenterClient) async throws(CenterClient.Refusal) -> RegisteredClient {
        try await client.post(
            "client/register",
            [
                ("clientName", .string("sallyport login on \(ProcessInfo.processInfo.hostName)".cut(to: 100))),
                ("clientType", .string("public")), ("scopes", .strings(["sso:account:access"])),
                ("grantTypes", .strings(["authorization_code", Self.deviceCode, "refresh_token"])),
                ("redirectUris", .strings([LoopbackServer.registeredURI])),
            ])
    }

    private static let deviceCode = "urn:ietf:params:oauth:grant-type:device_code"

    /// Those that a browser of this machine has brought, or else those that somebody allows who compares a code.
    private func tokensByCode(
        unless given: GivenTokens?, _ client: CenterClient, _ registered: RegisteredClient
    ) async throws -> GivenTokens {
        if let given { return given }
        let identity: [(String, JSONValue)] = [
            ("clientId", .string(registered.clientId)), ("clientSecret", .string(registered.clientSecret)),
        ]
        let code: DeviceCode = try await client.post(
            "device_authorization", identity + [("startUrl", .string(client.broker + "/start"))])
        announce(code)
        return try await wait(for: code, client, identity)
    }

    private func keep(
        _ given: GivenTokens, of registered: RegisteredClient, from client: CenterClient, in cache: SignInCache
    ) throws {
        let now = Timestamp(roundingDown: Date())
        try cache.save(
            CachedSignIn(
                startUrl: client.broker + "/start", region: region, accessToken: given.accessToken,
                expiresAt: now.advanced(bySeconds: given.expiresIn).iso8601, refreshToken: given.refreshToken,
                clientId: registered.clientId, clientSecret: registered.clientSecret,
                registrationExpiresAt: Timestamp(milliseconds: 0).advanced(bySeconds: registered.clientSecretExpiresAt)
                    .iso8601))
        Terminal.complain("signed in at \(client.broker)")
    }

    private func announce(_ code: DeviceCode) {
        Terminal.complain("open \(code.verificationUriComplete)")
        Terminal.complain("and allow it when the page shows the code \(code.userCode)")
        if useDeviceCode, !noBrowser { ChildProcess.open(url: code.verificationUriComplete) }
    }

    /// Asks until somebody has answered (RFC 8628, 3.5).
    private func wait(
        for code: DeviceCode, _ client: CenterClient, _ identity: [(String, JSONValue)]
    ) async throws -> GivenTokens {
        let members =
            identity + [
                ("grantType", .string(Self.deviceCode)),
                ("deviceCode", .string(code.deviceCode)),
            ]
        let end = ContinuousClock.now + .seconds(min(max(code.expiresIn, 1), 3_600))
        var interval = min(max(code.interval, 1), 60)
        while ContinuousClock.now < end {
            try await Task.sleep(for: .seconds(interval))
            do throws(CenterClient.Refusal) {
                return try await client.post("token", members)
            } catch {
                switch error.name {
                case "AuthorizationPendingException": continue
                case "SlowDownException": interval = min(interval + 5, 60)
                default: throw error
                }
            }
        }
        throw CenterClient.Refusal(name: "ExpiredTokenException", message: "nobody has allowed it in time")
    }
}
