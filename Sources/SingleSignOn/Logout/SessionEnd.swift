package import Accounts
import Encodings
package import Foundation
package import SAML2
import Sessions

/// Ends sessions because their user has signed out at the identity provider.
package struct SessionEnd: Sendable {
    /// Why nothing was ended.
    package enum Refusal: Error, Hashable, Sendable {
        /// The request came before.
        case replayed
        /// The store has failed.
        case unavailable(String)
    }

    private let store: any FederationStore
    private let directory: FederationDirectory

    /// No console session lives longer (36 hours): what is older ends nothing any more.
    private static let longestConsoleSession: Int64 = 129_600
    /// Old revocations that are taken away with each request at most.
    private static let tidied = 64

    package init(store: any FederationStore, directory: FederationDirectory) {
        self.store = store
        self.directory = directory
    }

    /// Ends what the providers' rules say: of each SAML provider that knows the identity provider.
    ///
    /// - Parameter qualifiers: ARNs of all SAML providers by the name qualifiers that their users have.
    /// - Returns: what was revoked.
    package func end(
        _ request: ValidatedLogoutRequest, qualifiers: [String: String], at instant: Date
    ) async throws(Refusal) -> [RevocationTarget] {
        let use = OneTimeUse(
            key: OneTimeKey(purpose: "logout request", fields: [request.issuer, request.id]),
            keepUntil: request.expiresAt)
        let redemption: Redemption
        do {
            redemption = try await store.redeem(use, at: instant)
        } catch {
            throw .unavailable("logout request: \(error)")
        }
        guard redemption == .recorded else { throw .replayed }
        let targets = targets(of: request, qualifiers)
        do throws(StoreError) {
            for target in targets {
                try await store.revoke(Revocation(target: target, issuedAtOrBefore: instant))
            }
            try await tidy(at: instant)
        } catch {
            throw .unavailable("\(error)")
        }
        return targets
    }

    /// The users that are meant: the same name has another qualifier for each SAML provider.
    private func targets(
        of request: ValidatedLogoutRequest, _ qualifiers: [String: String]
    ) -> [RevocationTarget] {
        let marks: [ClaimMark?] =
            request.sessionIndexes.isEmpty ? [nil] : request.sessionIndexes.map(ClaimMark.init(sessionIndex:))
        let subject = request.subject.value
        return qualifiers.sorted { $0.value < $1.value }.flatMap { qualifier, arn -> [RevocationTarget] in
            guard qualifier == self.qualifier(of: request.issuer, arn) else { return [] }
            switch directory.provider(arn: arn)?.signOn.logout ?? .consoleSessions {
            case .nothing: return []
            case .consoleSessions:
                return marks.map {
                    .consoleSessions(nameQualifier: qualifier, subject: subject, sessionIndex: $0)
                }
            case .credentials: return [.subject(nameQualifier: qualifier, subject: subject)]
            }
        }
    }

    private func qualifier(of issuer: String, _ arn: String) -> String? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, let name = parts[5].split(separator: "/").last else { return nil }
        return SAMLSubject.nameQualifier(issuer: issuer, document: "\(parts[4])/\(name)")
    }

    /// So that a list of those who have signed out does not grow for ever.
    private func tidy(at instant: Date) async throws(StoreError) {
        let now = Timestamp(roundingDown: instant)
        let old = try await store.revocations().all.lazy.filter { revocation in
            revocation.target.isAboutConsole
                && revocation.issuedAtOrBefore.advanced(bySeconds: Self.longestConsoleSession) < now
        }
        for revocation in old.prefix(Self.tidied) { try await store.withdrawRevocation(of: revocation.target) }
    }
}
