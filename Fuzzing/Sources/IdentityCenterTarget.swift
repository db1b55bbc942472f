import Crypto
import Encodings
import Foundation
import Keys

@testable import IdentityCenter
@testable import UserSignIn

extension FuzzTarget {
    /// What programs and browsers send to get a session of a user.
    ///
    /// The first byte says what the rest is: a body, the link of a program, a redirect URI, a message as it is kept under a seal,
    /// the seal itself, or a proof that a program has a key.
    static let identityCenter = FuzzTarget(name: "identity-center", dictionary: "identity-center") {
        let world = try ProgramWorld()
        return [
            [0] + Array(ProgramWorld.registration.utf8), [1] + Array(world.query.utf8),
            [2] + Array(ProgramWorld.redirectURI.utf8), [2] + Array("http://[::1]:8080/a".utf8),
            [3] + world.client.registration.message, [3] + world.grant(.device).message,
            [3] + world.grant(.redirect(to: world.uri, world.challenge), .denied).message,
            [1] + Array(ProgramWorld.loginQuery.utf8), [4] + Array(world.clientID.utf8),
            [5] + Array(try ProgramWorld.proof().utf8),
        ]
    } prepare: {
        let world = try ProgramWorld()
        return { bytes in
            guard let first = bytes.first else { return }
            let rest = Array(bytes.dropFirst())
            switch first {
            case 0: world.register(rest)
            case 3: ProgramWorld.checkCoding(rest)
            default:
                guard let text = String(validating: rest, as: UTF8.self) else { return }
                switch first {
                case 1: world.follow(text)
                case 2: ProgramWorld.checkRedirect(text)
                case 5: world.believe(text)
                default: world.open(text)
                }
            }
        }
    }
}

/// A program that is registered, the same in every run.
private struct ProgramWorld: Sendable {
    static let redirectURI = "http://127.0.0.1/oauth/callback"
    static let registration =
        #"{"clientName":"fuzz","clientType":"public","scopes":["sso:account:access"],"#
        + #""grantTypes":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],"#
        + #""redirectUris":["\#(redirectURI)"]}"#
    static let now = Timestamp(roundingDown: World.instant)
    static let place = "https://broker.example.com/v1/token"
    static let loginQuery =
        "response_type=code&client_id=\(LoginRequest.clientID)&redirect_uri=\(redirectURI)&state=fuzz"
        + "&code_challenge=\(challenge)&code_challenge_method=SHA-256"
    private static let challenge = String(repeating: "A", count: 43)

    let keyRing = KeyRing(generatedAt: World.instant, random: TokenWorld.Counting())
    let registrations: ClientRegistrations
    let clientID: String
    let client: ClientRegistrations.Client
    let uri: LoopbackURI
    let challenge: CodeChallenge
    let thumbprint: String

    init() throws {
        registrations = ClientRegistrations(keyRing: keyRing, random: TokenWorld.Counting())
        let registration = try ClientRegistration(
            try RequestBody(Array(Self.registration.utf8)), at: Self.now)
        clientID = try registrations.register(registration).id
        guard let client = registrations.client(id: clientID, at: Self.now), let uri = LoopbackURI(Self.redirectURI),
            let challenge = CodeChallenge(Self.challenge),
            let proof = ProofOfPossession(try Self.proof(), url: Self.place, at: Self.now)
        else { throw ConfigurationError("client", "is not known again") }
        (self.client, self.uri, self.challenge, thumbprint) = (client, uri, challenge, proof.thumbprint)
    }

    /// A proof with the key that everybody knows.
    static func proof() throws -> String {
        let key = try P256.Signing.PrivateKey(pemRepresentation: KnownKeys.p256)
        let point = [UInt8](key.publicKey.rawRepresentation)
        let (x, y) = (Base64.url.encode(Array(point.prefix(32))), Base64.url.encode(Array(point.suffix(32))))
        let parts = [
            #"{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)"}}"#,
            #"{"htm":"POST","htu":"\#(place)","jti":"fuzz","iat":\#(now.epochSeconds)}"#,
        ]
        let text = parts.map { Base64.url.encode(Array($0.utf8)) }.joined(separator: ".")
        let signature = try key.signature(for: Data(text.utf8)).rawRepresentation
        return text + "." + Base64.url.encode([UInt8](signature))
    }

    var query: String {
        "response_type=code&client_id=\(clientID)&redirect_uri=\(Self.redirectURI)&state=fuzz"
            + "&code_challenge=\(challenge.text)&code_challenge_method=S256"
    }

    func grant(_ way: ClientGrant.Way, _ answer: ClientGrant.Answer = .none) -> ClientGrant {
        ClientGrant(
            client, way, sourceAddress: "192.0.2.1", userAgent: "fuzz", askedAt: Self.now, seconds: 600, answer: answer)
    }

    /// What is registered is known again as it was.
    func register(_ bytes: [UInt8]) {
        guard let body = try? RequestBody(bytes) else { return }
        _ = try? registrations.client(of: body, at: Self.now)
        guard let registration = try? ClientRegistration(body, at: Self.now) else { return }
        hold(registration.redirectURIs.count <= ClientRegistration.mostRedirectURIs, "many redirect URIs")
        for uri in registration.redirectURIs { Self.checkRedirect(uri.text) }
        let id = try? registrations.register(registration).id
        let again = id.flatMap { registrations.client(id: $0, at: Self.now)?.registration }
        // Ids have a longest length, which names of 128 bytes and four URIs keep.
        hold(again == registration, "a registration that changes")
    }

    /// A link leads nowhere but to where its program was registered.
    func follow(_ query: String) {
        if let request = try? LoginRequest(query: query) {
            Self.checkRedirect(request.redirectURI.text)
            hold(request.answer("code", "x").hasPrefix(request.redirectURI.text + "?code=x"), "another answer")
        }
        guard let request = try? CodeRequest(query: query, registrations, at: Self.now) else { return }
        hold(request.redirectURI.matches(uri), "another place: \(request.redirectURI.text)")
        Self.checkRedirect(request.redirectURI.text)
        hold(request.answer("code", "x").hasPrefix(request.redirectURI.text + "?code=x"), "another answer")
    }

    /// A redirect URI is read by others as by us: a port of the user's own machine, and a path.
    static func checkRedirect(_ text: String) {
        guard LoopbackURI(text) != nil else { return }
        let url = URLComponents(string: text)
        hold(url?.scheme == "http", "scheme of \(text)")
        hold(["127.0.0.1", "::1", "[::1]", "localhost"].contains(url?.host), "host of \(text)")
        hold(url?.user == nil && url?.password == nil, "user of \(text)")
        hold(url?.query == nil && url?.fragment == nil, "query of \(text)")
    }

    /// A message that was read is the same when it is written and read again.
    static func checkCoding(_ bytes: [UInt8]) {
        check(bytes, { try ClientRegistration(message: $0) }, \.message)
        check(bytes, { try ClientGrant(message: $0) }, \.message)
        check(bytes, { try ProgramToken(message: $0) }, \.message)
        check(bytes, { try LoginToken(message: $0) }, \.message)
    }

    private static func check<Value>(
        _ bytes: [UInt8], _ read: ([UInt8]) throws -> Value, _ written: (Value) -> [UInt8]
    ) {
        guard let value = try? read(bytes) else { return }
        let message = written(value)
        let again = (try? read(message)).map(written)
        hold(again == message, "a \(Value.self) that changes when written")
    }

    /// A proof is one of the key that made it.
    func believe(_ text: String) {
        let proof = ProofOfPossession(text, url: Self.place, at: Self.now)
        hold(proof == nil || proof?.thumbprint == thumbprint, "a proof of another key")
    }

    /// Nothing opens that was not sealed for it.
    func open(_ text: String) {
        // Bits that Base64 has over mean nothing, so that an id has more than one form of the same bytes.
        let isGenuine = Base64.url.decode(text) == Base64.url.decode(clientID)
        hold(isGenuine || registrations.client(id: text, at: Self.now) == nil, "a client that nobody registered")
        hold(UserSignInStep(text, keyRing) == nil, "a step that nobody made")
        hold(KnownBrowser(text, keyRing) == nil, "a browser that nobody knows")
        _ = GrantCode(text)
        if let code = UserCode(typed: text) {
            hold(UserCode(typed: code.text)?.text == code.text, "a code that changes")
        }
    }
}
