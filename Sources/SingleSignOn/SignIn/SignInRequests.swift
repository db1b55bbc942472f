package import Accounts
package import Encodings
package import Foundation
package import Keys
import SAML2
import Sessions

/// Requests to identity providers: they begin here, go with the browser, and are answered once.
package struct SignInRequests: Sendable {
    /// Seconds in which an answer has to come.
    package static let lifetime: TimeInterval = 900

    private let sealer: TokenSealer
    private let store: any FederationStore
    private let random: any RandomSource
    private let partition: Partition

    package init(
        keyRing: KeyRing, store: any FederationStore, partition: Partition,
        random: any RandomSource = SystemRandomSource()
    ) {
        sealer = TokenSealer(keyRing: keyRing)
        self.store = store
        self.random = random
        self.partition = partition
    }

    /// A new request to the identity provider of this entityID.
    package func begin(for identityProvider: String, _ wish: SignInWish, at instant: Date) -> PendingSignIn {
        PendingSignIn(
            request: SentRequest(
                id: wish.trial == nil ? MessageID.make(random) : MessageID.makeForTrial(random),
                identityProvider: identityProvider, sentAt: instant,
                expiresAt: instant.addingTimeInterval(Self.lifetime)),
            wish: wish)
    }

    /// What the browser keeps; nil when it is too long.
    package func seal(_ pending: PendingSignIn) -> String? {
        sealer.seal(pending.message, .sentRequest, partition: partition, salt: random.bytes(TokenSealer.saltCount))?
            .token
    }

    /// What a browser has kept; nil for what was not sealed here.
    ///
    /// One whose time is over is opened all the same, so that its user can be told.
    package func open(_ kept: String, at instant: Date) -> PendingSignIn? {
        guard let opened = sealer.open(kept, .sentRequest, at: Timestamp(roundingDown: instant)) else { return nil }
        return try? PendingSignIn(message: opened.message)
    }

    /// Why an answer is not taken.
    package enum Refusal: Error, Hashable, Sendable {
        /// Another one came before.
        case answered
        /// The store has failed.
        case unavailable(String)
    }

    /// Lets an assertion be the one answer to a request, in every browser and process:
    /// the sign-in with it, for the browser to keep.
    ///
    /// The same assertion may come again, with another choice of role; whether it is used up is asked elsewhere.
    package func answer(
        _ pending: PendingSignIn, with assertionID: String, at instant: Date
    ) async throws(Refusal) -> PendingSignIn {
        if let answer = pending.answer {
            guard answer.utf8.elementsEqual(assertionID.utf8) else { throw .answered }
            return pending
        }
        let use = OneTimeUse(
            key: OneTimeKey(purpose: "request of a sign-in", fields: [pending.request.id]),
            keepUntil: pending.request.expiresAt)
        let redemption: Redemption
        do {
            redemption = try await store.redeem(use, at: instant)
        } catch {
            throw .unavailable("request of a sign-in: \(error)")
        }
        guard redemption == .recorded else { throw .answered }
        var answered = pending
        answered.answer = assertionID
        return answered
    }
}
