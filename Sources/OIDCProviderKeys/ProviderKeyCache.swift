package import Accounts
import Encodings
import Foundation
import SallyportConfiguration
import Synchronization
import Tracing
package import WebIdentity

/// The keys of OpenID Connect providers: those that were given with a provider, or else those that it publishes, fetched
/// when a token needs them and kept.
///
/// A provider is asked by one task at a time, away from the event loops; whoever needs its keys meanwhile waits for that task,
/// and nobody else does. One that fails, and one whose keys do not have the `kid` of a token, is asked again after a minute at
/// the earliest. Keys that were had count until others are: a provider that cannot be reached takes nobody's sign-in away.
package final class ProviderKeyCache: ProviderKeySource {
    /// Gets what is at a URL, so many bytes at most, within a time.
    package typealias Exchange =
        @Sendable (_ url: String, _ limit: Int, _ time: Duration) async -> Result<[UInt8], WebIdentityError>

    private struct Entry {
        var keys: JSONWebKeySet?
        /// Why the last attempt failed; nil when it did not.
        var failure: WebIdentityError?
        /// When the last attempt began.
        var attempt: ContinuousClock.Instant?
        /// The attempt that is under way.
        var fetch: Task<Result<JSONWebKeySet, WebIdentityError>, Never>?
    }

    private enum Step {
        case known(Result<JSONWebKeySet, WebIdentityError>)
        case waiting(Task<Result<JSONWebKeySet, WebIdentityError>, Never>)
    }

    /// Between two attempts, when the first has failed or its keys are not enough.
    package static let pause = Duration.seconds(60)
    /// After which keys are fetched anew beside being used.
    package static let refresh = Duration.seconds(3_600)
    /// For discovery document and keys, each.
    package static let patience = Duration.seconds(10)
    /// Providers that are remembered at most; beyond that, all that are idle are forgotten.
    private static let capacity = 4_096

    private let exchange: Exchange
    private let now: @Sendable () -> ContinuousClock.Instant
    private let entries = Mutex<[String: Entry]>([:])

    package init(
        exchange: @escaping Exchange = ProviderKeyCache.get,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.exchange = exchange
        self.now = now
    }

    package func keys(
        of provider: OIDCProvider, naming keyID: String?
    ) async -> Result<JSONWebKeySet, WebIdentityError> {
        if let keys = provider.keys { return .success(keys) }
        let url = provider.url.description
        switch step(url, naming: keyID) {
        case .known(let result): return result
        case .waiting(let fetch): return await fetch.value
        }
    }

    private func step(_ url: String, naming keyID: String?) -> Step {
        let now = self.now()
        return entries.withLock { entries in
            if entries[url] == nil, entries.count >= Self.capacity {
                entries = entries.filter { $0.value.fetch != nil }
            }
            var entry = entries[url] ?? Entry()
            defer { entries[url] = entry }
            let age = entry.attempt.map { now - $0 }
            if let keys = entry.keys, keyID.map({ keys.key($0) != nil }) ?? true {
                let isDue = age.map { $0 >= (entry.failure == nil ? Self.refresh : Self.pause) } ?? true
                if entry.fetch == nil, isDue { begin(&entry, url, now) }
                return .known(.success(keys))
            }
            if let fetch = entry.fetch { return .waiting(fetch) }
            if let age, age < Self.pause {
                guard let keys = entry.keys else { return .known(.failure(entry.failure ?? Self.nothing)) }
                return .known(.success(keys))
            }
            return .waiting(begin(&entry, url, now))
        }
    }

    private static let nothing = WebIdentityError("its keys were not fetched")

    @discardableResult
    private func begin(
        _ entry: inout Entry, _ url: String, _ now: ContinuousClock.Instant
    ) -> Task<Result<JSONWebKeySet, WebIdentityError>, Never> {
        let context = InstrumentationContext.current
        let fetch = Task.detached {
            await InstrumentationContext.withValue(context) { await self.finish(url, await self.fetch(url)) }
        }
        entry.attempt = now
        entry.fetch = fetch
        return fetch
    }

    /// Keeps what came of an attempt; earlier keys count when there are no others.
    private func finish(
        _ url: String, _ result: Result<JSONWebKeySet, WebIdentityError>
    ) async -> Result<JSONWebKeySet, WebIdentityError> {
        entries.withLock { entries in
            var entry = entries[url] ?? Entry()
            entry.fetch = nil
            defer { entries[url] = entry }
            switch result {
            case .success(let keys):
                entry.keys = keys
                entry.failure = nil
                return .success(keys)
            case .failure(let error):
                entry.failure = error
                guard let keys = entry.keys else { return .failure(error) }
                return .success(keys)
            }
        }
    }

    private func fetch(_ url: String) async -> Result<JSONWebKeySet, WebIdentityError> {
        do throws(WebIdentityError) {
            let address = DiscoveryDocument.url(of: url)
            let document = try await exchange(address, DiscoveryDocument.maximumSize, Self.patience).get()
            let keysURL = try DiscoveryDocument(json: document, of: url).keysURL
            return .success(
                try JSONWebKeySet(
                    json: try await exchange(keysURL, JSONWebKeySet.maximumSize, Self.patience).get()))
        } catch {
            return .failure(error)
        }
    }

    /// Gets what is at a URL by HTTPS; redirects are not followed.
    package static let get: Exchange = { text, limit, time in
        guard let url = URL(string: text), url.scheme == "https", url.user == nil else {
            return .failure(WebIdentityError("not an https URL: \(text.quoted)"))
        }
        do throws(HTTPExchange.Failure) {
            let answer = try await HTTPExchange.send(.get(url), limit: limit, within: time)
            guard answer.status == 200 else {
                return .failure(WebIdentityError("\(text.quoted) answered \(answer.status), not 200"))
            }
            return .success(answer.body)
        } catch {
            return .failure(WebIdentityError("\(text.quoted) can't be fetched: \(error.reason)"))
        }
    }
}
