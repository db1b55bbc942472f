import CommandIO
import Crypto
import Encodings
import Foundation

/// A sign-in in the browser of this machine: it comes back with a code that nobody else can redeem (RFC 8252; RFC 7636).
struct LoopbackSignIn: Sendable {
    private let client: CenterClient
    private let registered: RegisteredClient
    private let verifier: String
    private let server: LoopbackServer

    /// Seconds in which somebody has to answer.
    private static let patience = 600

    /// Begins one.
    init(_ client: CenterClient, _ registered: RegisteredClient, random: any RandomSource = SystemRandomSource()) {
        self.client = client
        self.registered = registered
        verifier = Base64.url.encode(random.bytes(32))
        server = LoopbackServer(state: Base64.url.encode(random.bytes(16)))
    }

    /// The page of the broker that asks.
    func url(redirectURI: String) -> String {
        let challenge = Base64.url.encode(Array(SHA256.hash(data: Data(verifier.utf8))))
        let fields = [
            ("response_type", "code"), ("client_id", registered.clientId), ("redirect_uri", redirectURI),
            ("state", server.state), ("code_challenge_method", "S256"), ("code_challenge", challenge),
            ("scopes", "sso:account:access"),
        ]
        return client.broker + "/authorize?"
            + fields.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    }

    private enum Step: Sendable {
        case opened(redirectURI: String)
        case answered(LoopbackServer.Answer)
        case notOpened
        case over
    }

    /// The tokens; nil when there is no browser to open, or no port to wait at.
    ///
    /// Throws `CenterClient.Refusal` when the user says no, or nobody answers in time.
    ///
    /// - Parameter open: opens an address in a browser; false when there is none.
    func tokens(opening open: @escaping @Sendable (_ url: String) -> Bool) async throws -> GivenTokens? {
        let (steps, continuation) = AsyncStream.makeStream(of: Step.self, bufferingPolicy: .bufferingOldest(8))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                defer { continuation.yield(.notOpened) }
                try await server.run(
                    { continuation.yield(.opened(redirectURI: $0)) }, answered: { continuation.yield(.answered($0)) })
            }
            group.addTask {
                try await Task.sleep(for: .seconds(Self.patience))
                continuation.yield(.over)
            }
            var redirectURI = ""
            for await step in steps {
                switch step {
                case .opened(let uri):
                    redirectURI = uri
                    Terminal.complain("allow it in your browser: \(url(redirectURI: uri))")
                    guard open(url(redirectURI: uri)) else { return nil }
                case .answered(.code(let code)): return try await redeem(code, redirectURI)
                case .answered(.error(let name)):
                    // The browser gets its page first.
                    try await Task.sleep(for: .milliseconds(300))
                    throw CenterClient.Refusal(
                        name: "AccessDeniedException", message: "the browser says \(name.quoted)")
                case .notOpened: return nil
                case .over:
                    throw CenterClient.Refusal(
                        name: "ExpiredTokenException", message: "nobody has allowed it in time")
                }
            }
            return nil
        }
    }

    private func redeem(_ code: String, _ redirectURI: String) async throws(CenterClient.Refusal) -> GivenTokens {
        try await client.post(
            "token",
            [
                ("clientId", .string(registered.clientId)), ("clientSecret", .string(registered.clientSecret)),
                ("grantType", .string("authorization_code")), ("code", .string(code)),
                ("redirectUri", .string(redirectURI)), ("codeVerifier", .string(verifier)),
            ])
    }
}
