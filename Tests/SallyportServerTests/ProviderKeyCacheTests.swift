import Accounts
import Encodings
import OIDCProviderKeys
import STS
import SallyportServer
import Synchronization
import TestSupport
import Testing
import WebIdentity

/// A provider on paper: what it publishes, who asked for it, and answers that wait until they are let go.
private final class Publisher: Sendable {
    struct State {
        var keys: [TokenKey] = [.p256]
        var asked: [String] = []
        /// What the next answers are, instead of the good ones.
        var failure: WebIdentityError?
        var document: String?
        var isHolding = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        /// Since the test began.
        var time = Duration.zero
    }

    let state = Mutex(State())
    private let start = ContinuousClock.now

    var asked: [String] { state.withLock { $0.asked } }

    func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }

    func cache() -> ProviderKeyCache {
        ProviderKeyCache(
            exchange: { url, _, _ in await self.answer(url) },
            now: { self.start + self.state.withLock { $0.time } })
    }

    /// Lets every answer go that waits.
    func release() {
        let waiting = state.withLock { state in
            state.isHolding = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private func answer(_ url: String) async -> Result<[UInt8], WebIdentityError> {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                state.asked.append(url)
                if state.isHolding { state.waiting.append(continuation) }
                return state.isHolding
            }
            if !isHeld { continuation.resume() }
        }
        let (keys, failure, document) = state.withLock { ($0.keys, $0.failure, $0.document) }
        if let failure { return .failure(failure) }
        do {
            let text =
                try url.hasSuffix("openid-configuration") ? document ?? Self.document : TokenKey.set(keys)
            return .success(Array(text.utf8))
        } catch {
            return .failure(WebIdentityError("\(error)"))
        }
    }

    static let document = #"{"issuer":"https://issuer.example.org/t","jwks_uri":"https://keys.example.org/jwks"}"#
}

@Suite struct ProviderKeyCacheTests {
    static let discovery = "https://issuer.example.org/t/.well-known/openid-configuration"
    static let jwks = "https://keys.example.org/jwks"

    static func provider(_ url: String = "https://issuer.example.org/t", jwks: String? = nil) throws -> OIDCProvider {
        try OIDCProvider(
            account: Account(id: try #require(AccountID("123456789012")), partition: .aws), url: IssuerURL(url),
            clientIDs: ["client"], jwks: jwks.map { Array($0.utf8) })
    }

    private static func ids(_ result: Result<JSONWebKeySet, WebIdentityError>) -> [String]? {
        (try? result.get())?.keys.map(\.id)
    }

    @Test func fetchesOnceAndKeeps() async throws {
        let publisher = Publisher()
        let cache = publisher.cache()
        for _ in 0..<3 {
            #expect(try await Self.ids(cache.keys(of: Self.provider(), naming: "p256")) == ["p256"])
        }
        #expect(publisher.asked == [Self.discovery, Self.jwks])
    }

    @Test func asksNobodyForKeysThatWereGiven() async throws {
        let publisher = Publisher()
        let provider = try Self.provider(jwks: try TokenKey.set([.onP384("given")]))
        #expect(await Self.ids(publisher.cache().keys(of: provider, naming: "p256")) == ["given"])
        #expect(publisher.asked.isEmpty)
    }

    @Test func anUnknownKidIsLookedForOnceAMinute() async throws {
        let publisher = Publisher()
        let cache = publisher.cache()
        let provider = try Self.provider()
        _ = await cache.keys(of: provider, naming: "p256")
        publisher.change { $0.keys = [.onP256("new")] }
        for _ in 0..<3 { #expect(await Self.ids(cache.keys(of: provider, naming: "new")) == ["p256"]) }
        #expect(publisher.asked.count == 2)
        publisher.change { $0.time = .seconds(60) }
        #expect(await Self.ids(cache.keys(of: provider, naming: "new")) == ["new"])
        #expect(publisher.asked.count == 4)
        // A kid that nobody has costs one attempt a minute, however often it comes.
        for _ in 0..<5 { #expect(await Self.ids(cache.keys(of: provider, naming: "nobody's")) == ["new"]) }
        #expect(publisher.asked.count == 4)
    }

    @Test func aFailureIsRememberedForAMinute() async throws {
        let publisher = Publisher()
        let cache = publisher.cache()
        let provider = try Self.provider()
        publisher.change { $0.failure = WebIdentityError("down") }
        for _ in 0..<3 {
            guard case .failure(let error) = await cache.keys(of: provider, naming: "p256") else {
                Issue.record("there are keys")
                return
            }
            #expect(error == WebIdentityError("down"))
        }
        #expect(publisher.asked.count == 1)
        publisher.change { state in
            state.failure = nil
            state.time = .seconds(60)
        }
        #expect(await Self.ids(cache.keys(of: provider, naming: "p256")) == ["p256"])
    }

    @Test func keysThatWereHadCountWhileTheProviderIsDown() async throws {
        let publisher = Publisher()
        let cache = publisher.cache()
        let provider = try Self.provider()
        _ = await cache.keys(of: provider, naming: "p256")
        publisher.change { state in
            state.failure = WebIdentityError("down")
            state.time = .seconds(120)
        }
        // For another kid it is asked, in vain; those that are known count all the same.
        #expect(await Self.ids(cache.keys(of: provider, naming: "other")) == ["p256"])
        #expect(await Self.ids(cache.keys(of: provider, naming: "p256")) == ["p256"])
    }

    @Test func keysAreFetchedAnewWhileTheyAreUsed() async throws {
        let publisher = Publisher()
        let cache = publisher.cache()
        let provider = try Self.provider()
        _ = await cache.keys(of: provider, naming: "p256")
        publisher.change { state in
            state.isHolding = true
            state.time = .seconds(3_600)
        }
        // The provider hangs, and nobody who has the key waits for it.
        for _ in 0..<3 { #expect(await Self.ids(cache.keys(of: provider, naming: "p256")) == ["p256"]) }
        publisher.release()
    }

    @Test func aProviderThatHangsHoldsNobodyElse() async throws {
        let publisher = Publisher()
        let cache = publisher.cache()
        publisher.change { $0.isHolding = true }
        let provider = try Self.provider()
        async let first = cache.keys(of: provider, naming: "p256")
        async let second = cache.keys(of: provider, naming: "p256")
        while publisher.asked.isEmpty { await Task.yield() }
        let other = try Self.provider("https://other.example.org", jwks: try TokenKey.set([.p256]))
        #expect(await Self.ids(cache.keys(of: other, naming: "p256")) == ["p256"])
        publisher.release()
        #expect(await Self.ids(first) == ["p256"])
        #expect(await Self.ids(second) == ["p256"])
        // Both waited for one attempt.
        #expect(publisher.asked == [Self.discovery, Self.jwks])
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"issuer":"https://issuer.example.org/t"}"#,
        #"{"issuer":"https://issuer.example.org/t/","jwks_uri":"https://keys.example.org/jwks"}"#,
        #"{"issuer":"https://other.example.org","jwks_uri":"https://keys.example.org/jwks"}"#,
        #"{"issuer":"https://issuer.example.org/t","jwks_uri":"http://keys.example.org/jwks"}"#,
        #"{"issuer":"https://issuer.example.org/t","jwks_uri":"file:///etc/passwd"}"#,
        #"{"issuer":"https://issuer.example.org/t","jwks_uri":"https://a b"}"#,
        #"{"issuer":"https://issuer.example.org/t","issuer":"x","jwks_uri":"https://keys.example.org/jwks"}"#,
    ])
    func refusesDiscoveryDocument(text: String) async throws {
        let publisher = Publisher()
        publisher.change { $0.document = text }
        #expect(try await Self.ids(publisher.cache().keys(of: Self.provider(), naming: "p256")) == nil)
        #expect(publisher.asked == [Self.discovery])
    }

    @Test func aSlashAtTheEndIsNotDoubled() {
        #expect(DiscoveryDocument.url(of: "https://a.org/") == "https://a.org/.well-known/openid-configuration")
        #expect(DiscoveryDocument.url(of: "https://a.org/b") == "https://a.org/b/.well-known/openid-configuration")
    }

    @Test(arguments: ["http://127.0.0.1:1/", "file:///etc/passwd", "https://user:x@127.0.0.1:1/", "no URL"])
    func getsByHTTPSAlone(url: String) async {
        guard case .failure(let error) = await ProviderKeyCache.get(url, 100, .seconds(1)) else {
            Issue.record("something was got")
            return
        }
        #expect(error.reason.hasPrefix("not an https URL"))
    }
}
