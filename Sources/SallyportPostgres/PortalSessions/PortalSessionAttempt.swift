import Accounts
import Encodings

/// One attempt to begin a portal session, as it is sent to the server: perhaps more than once, always with the same id, which is random.
struct PortalSessionAttempt: Hashable, Sendable {
    let session: KeptPortalSession
    let use: UseAttempt?
    let limits: PortalSessionLimits

    init(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits, random: any RandomSource
    ) {
        self.session = session
        self.use = use.map { UseAttempt($0, at: session.createdAt, random: random) }
        self.limits = limits
    }
}
