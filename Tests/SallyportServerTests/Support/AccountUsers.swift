import Accounts
import Encodings
import Foundation
import IAMCredentials
import Keys
import Testing

@testable import SallyportServer

/// Users of the site's account, put into its store.
struct AccountUsers {
    static let password = "Correct horse 7!"
    static let origin = "https://broker.example.com"
    /// So that a test takes no quarter of a second for each password.
    static let cost = LoginProfileRecord.Cost(rounds: 16, blockSize: 1, parallelism: 1)

    let site: Site
    let account: Account

    init(_ site: Site) throws {
        self.site = site
        account = try #require(AccountID(Site.account).flatMap { site.configuration.directory.accounts[$0] })
    }

    static func id(of name: String) -> String { "AIDA" + name.uppercased() }

    private var now: Timestamp { Timestamp(roundingDown: Site.now) }

    /// Adds a user; without a password when that is nil.
    func add(
        _ name: String, password: String? = password, isResetRequired: Bool = false, policy: String? = nil
    ) async throws {
        let id = Self.id(of: name)
        let policies = policy.map { [InlinePolicy(name: "own", document: $0)] } ?? []
        let user = Entity(
            account: account.id, name: name, uniqueID: id, createDate: now, record: UserRecord(inlinePolicies: policies)
        )
        let profile = try password.map { password in
            Entity(
                account: account.id, name: id, uniqueID: LoginProfileRecord.uniqueID(of: id), owner: id,
                createDate: now,
                record: try Passwords.profile(
                    password, after: nil, of: id, rules: PasswordRules(nil), cost: Self.cost,
                    isResetRequired: isResetRequired, keyRing: site.keyRing, random: SystemRandomSource(), at: now))
        }
        try await site.store.writeEntities { writer in
            try await writer.insert(user)
            if let profile { try await writer.insert(profile) }
        }
    }

    /// Gives a user an MFA device; what shows its passwords.
    func addDevice(of name: String) async throws -> TOTP {
        let made = try MFADevices.make(
            account: account, name: name, keyRing: site.keyRing, random: SystemRandomSource(), at: now)
        var device = made.entity
        device.owner = Self.id(of: name)
        device.record.enableDate = now
        let entity = device
        try await site.store.writeEntities { writer in try await writer.insert(entity) }
        return try #require(TOTP(base32Seed: made.base32Seed))
    }

    /// Sets what the account asks of passwords.
    func set(_ policy: PasswordPolicyRecord) async throws {
        let entity = Entity(
            account: account.id, name: PasswordPolicyRecord.name,
            uniqueID: PasswordPolicyRecord.uniqueID(of: account.id), createDate: now, record: policy)
        try await site.store.writeEntities { writer in try await writer.insert(entity) }
    }
}

extension Browser {
    /// Sends a form of the sign-in page, as our own page does.
    func sendUserForm(_ fields: [(String, String)]) async throws -> Answer {
        try await post("/console/user", fields, headers: [.origin: AccountUsers.origin])
    }

    /// Sends name and password.
    func signIn(
        _ name: String, password: String = AccountUsers.password, account: String = "example",
        more: [(String, String)] = []
    ) async throws -> Answer {
        try await sendUserForm([("account", account), ("username", name), ("password", password)] + more)
    }
}
