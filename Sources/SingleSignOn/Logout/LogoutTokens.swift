package import Accounts
package import Encodings
package import Foundation
package import Keys
import SAML2
import Sessions

/// What browsers keep for signing out: sealed, opened.
package struct LogoutTokens: Sendable {
    /// Seconds in which an identity provider has to answer.
    package static let lifetime: TimeInterval = 300

    private let sealer: TokenSealer
    private let random: any RandomSource
    private let partition: Partition

    package init(keyRing: KeyRing, partition: Partition, random: any RandomSource = SystemRandomSource()) {
        sealer = TokenSealer(keyRing: keyRing)
        self.random = random
        self.partition = partition
    }

    /// A new request to the identity provider of this entityID.
    package func begin(
        for identityProvider: String, thenTo destination: String?, at instant: Date
    ) -> PendingLogout {
        PendingLogout(
            request: SentRequest(
                id: MessageID.make(random), identityProvider: identityProvider, sentAt: instant,
                expiresAt: instant.addingTimeInterval(Self.lifetime)),
            destination: destination)
    }

    /// A new ID for a message.
    package func makeID() -> String { MessageID.make(random) }

    /// What a browser keeps of whom it is signed in as; nil when it is too long.
    package func seal(_ signedOn: SignedOn) -> String? { seal(signedOn.message, .signedOn) }

    /// What a browser keeps of a request; nil when it is too long.
    package func seal(_ pending: PendingLogout) -> String? { seal(pending.message, .sentRequest) }

    private func seal(_ message: [UInt8], _ purpose: TokenPurpose) -> String? {
        sealer.seal(message, purpose, partition: partition, salt: random.bytes(TokenSealer.saltCount))?.token
    }

    /// Whom a browser is signed in as; nil for what was not sealed here.
    package func signedOn(_ kept: String, at instant: Date) -> SignedOn? {
        open(kept, .signedOn, at: instant).flatMap { try? SignedOn(message: $0) }
    }

    /// The request that a browser has kept; nil for what was not sealed here.
    package func pending(_ kept: String, at instant: Date) -> PendingLogout? {
        open(kept, .sentRequest, at: instant).flatMap { try? PendingLogout(message: $0) }
    }

    private func open(_ kept: String, _ purpose: TokenPurpose, at instant: Date) -> [UInt8]? {
        sealer.open(kept, purpose, at: Timestamp(roundingDown: instant))?.message
    }
}
