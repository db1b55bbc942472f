import ArgumentParser
import CommandIO
import Encodings
import Foundation
import SAML2

/// A sign-in that is kept: it refreshes itself, and never asks anybody.
struct SignedIn: Sendable {
    let cache: SignInCache
    let client: CenterClient

    /// Seconds before its end at which an access token is refreshed.
    private static let margin: TimeInterval = 300

    /// The sign-in of a session.
    ///
    /// Throws `InputError` when there is none.
    init(session: String) throws(InputError) {
        cache = SignInCache(session: session)
        guard let kept = cache.load() else { throw Self.nobody }
        client = try CenterClient(broker: kept.broker)
    }

    static let nobody = InputError("nobody is signed in: run sallyport login --broker URL")

    /// An access token that lasts.
    ///
    /// Throws `InputError`, or `CenterClient.Refusal` when the broker gives none.
    func token(at now: Date = Date()) async throws -> String {
        guard let kept = cache.load() else { throw Self.nobody }
        if Self.lasts(kept, from: now) { return kept.accessToken }
        do throws(CenterClient.Refusal) {
            return try await refresh(kept, at: now)
        } catch {
            // Another process may have been sooner: a refresh token works once.
            if let other = cache.load(), other.accessToken != kept.accessToken, Self.lasts(other, from: now) {
                return other.accessToken
            }
            if error.name.isEmpty { throw error }
            throw InputError("the session is over: run sallyport login --broker \(client.broker)")
        }
    }

    private static func lasts(_ kept: CachedSignIn, from now: Date) -> Bool {
        SAMLInstant.parse(kept.expiresAt).map { $0.timeIntervalSince(now) > margin } ?? false
    }

    private func refresh(_ kept: CachedSignIn, at now: Date) async throws(CenterClient.Refusal) -> String {
        guard let token = kept.refreshToken, let id = kept.clientId, let secret = kept.clientSecret else {
            throw CenterClient.Refusal(name: "InvalidGrantException", message: "there is no refresh token")
        }
        let given: GivenTokens = try await client.post(
            "token",
            [
                ("clientId", .string(id)), ("clientSecret", .string(secret)), ("grantType", .string("refresh_token")),
                ("refreshToken", .string(token)),
            ])
        var next = kept
        next.accessToken = given.accessToken
        next.refreshToken = given.refreshToken ?? kept.refreshToken
        next.expiresAt = Timestamp(roundingDown: now).advanced(bySeconds: given.expiresIn).iso8601
        do {
            try cache.save(next)
        } catch {
            throw CenterClient.Refusal(name: "", message: "\(error)")
        }
        return next.accessToken
    }

    // MARK: Roles

    /// All accounts with their roles.
    func roles() async throws -> [(account: AccountEntry, roles: [RoleEntry])] {
        let token = try await token()
        var found: [(account: AccountEntry, roles: [RoleEntry])] = []
        var (accounts, next): ([AccountEntry], String?) = ([], nil)
        repeat {
            let page: AccountPage = try await client.ask(
                "assignment/accounts", next.map { [("next_token", $0)] } ?? [], token: token)
            accounts += page.accountList
            next = page.nextToken
        } while next != nil
        for account in accounts {
            var roles: [RoleEntry] = []
            repeat {
                let page: RolePage = try await client.ask(
                    "assignment/roles",
                    [("account_id", account.accountId)] + (next.map { [("next_token", $0)] } ?? []), token: token)
                roles += page.roleList
                next = page.nextToken
            } while next != nil
            found.append((account, roles))
        }
        return found
    }

    /// Credentials of a role.
    func credentials(of role: RoleEntry) async throws -> RoleCredentials.Credentials {
        let answer: RoleCredentials = try await client.ask(
            "federation/credentials", [("account_id", role.accountId), ("role_name", role.roleName)],
            token: try await token())
        return answer.roleCredentials
    }
}
