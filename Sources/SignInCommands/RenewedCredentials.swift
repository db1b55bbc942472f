import Encodings
import Foundation

/// Credentials of a role that are asked for again before they end.
actor RenewedCredentials {
    /// Milliseconds before their end at which there are others: SDKs ask a quarter of an hour before.
    private static let margin: Int64 = 900_000

    private let signedIn: SignedIn
    private let role: RoleEntry
    private var current: RoleCredentials.Credentials

    init(_ signedIn: SignedIn, _ role: RoleEntry, first: RoleCredentials.Credentials) {
        self.signedIn = signedIn
        self.role = role
        current = first
    }

    /// Those of before, or new ones; those of before as long as they last when the broker gives none.
    func credentials() async throws -> RoleCredentials.Credentials {
        let now = Timestamp(roundingDown: Date()).milliseconds
        if current.expiration - now > Self.margin { return current }
        do {
            current = try await signedIn.credentials(of: role)
        } catch {
            guard current.expiration > now else { throw error }
        }
        return current
    }
}
