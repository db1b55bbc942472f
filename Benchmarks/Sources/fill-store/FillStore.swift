import ArgumentParser
import BenchmarkSupport
import Federation
import FederationTesting
import Foundation
import SallyportSQLite

/// Writes accounts full of SAML providers and roles into a store, faster than the API could.
@main
struct FillStore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fill-store",
        abstract: "Fill a store with providers and roles, and write the grants that responses can make of them.")

    /// Entities in one transaction.
    private static let batch = 2_000

    @Option(help: "The database file of the store.")
    var database: String

    @Option(help: "The first account; the others have the next numbers.")
    var firstAccount = 100_000_000_001

    @Option(help: "Accounts.")
    var accounts = 1

    @Option(help: "SAML providers of all accounts together.")
    var providers = 1

    @Option(help: "Roles of all accounts together.")
    var roles = 10

    @Option(help: "The assertion consumer service, which trust policies ask for.")
    var recipient: String

    @Option(help: "File for the key with which every IdP signs.")
    var keyOut: String

    @Option(help: "File for the grants: issuer, role and provider, one grant a line.")
    var grantsOut: String

    func validate() throws {
        guard accounts > 0, providers >= accounts, roles > 0 else {
            throw ValidationError("every account needs a provider")
        }
    }

    func run() async throws {
        let instant = Date()
        let began = ContinuousClock.now
        let key = try TestIdentityProvider(at: instant).privateKeyPEM()
        try Data(key).write(to: URL(fileURLWithPath: keyOut))
        let store = try SQLiteFederationStore(path: database, synchronous: .normal)

        let idps = try (0..<providers).map { (try provider($0, key: key, at: instant), issuer($0)) }
        try await store.writeEntities { writer in
            for (provider, issuer) in idps {
                try await writer.insert(provider.row)
                try await writer.setDocument(Array(provider.metadata.utf8), of: provider.row.uniqueID)
                try await writer.link(provider.row.uniqueID, .issuer, to: issuer)
            }
        }
        let grants = (0..<roles).map { grant($0) }
        for start in stride(from: 0, to: roles, by: Self.batch) {
            let part = try (start..<min(start + Self.batch, roles)).map { try role($0, grants[$0], at: instant) }
            try await insert(part, into: store)
        }
        try store.close()
        let lines = grants.map { $0.line + "\n" }.joined()
        try Data(lines.utf8).write(to: URL(fileURLWithPath: grantsOut))
        print("filled \(accounts) accounts, \(providers) providers, \(roles) roles in \(ContinuousClock.now - began)")
    }

    private func insert(_ rows: [EntityRow], into store: SQLiteFederationStore) async throws {
        try await store.writeEntities { writer in
            for row in rows { try await writer.insert(row) }
        }
    }

    // MARK: Entities

    /// Accounts take turns; each has every `accounts`-th provider and role.
    private func account(_ number: Int) throws -> AccountID {
        guard let account = AccountID(String(firstAccount + number % accounts)) else {
            throw ValidationError("an account id has twelve digits")
        }
        return account
    }

    private func provider(
        _ number: Int, key: [UInt8], at instant: Date
    ) throws -> (row: EntityRow, metadata: String) {
        let idp = try TestIdentityProvider(
            entityID: issuer(number), singleSignOnURL: issuer(number), privateKeyPEM: key, at: instant)
        let entity = Entity(
            account: try account(number), name: "idp-\(number)",
            uniqueID: UniqueID.make(.samlProvider, SystemRandomSource()),
            createDate: Timestamp(roundingDown: instant), record: SAMLProviderRecord())
        return (try entity.row(), idp.metadata())
    }

    private func role(_ number: Int, _ grant: Grant, at instant: Date) throws -> EntityRow {
        let trust = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\(grant.providerARN)"},\
            "Action":["sts:AssumeRoleWithSAML","sts:TagSession"],\
            "Condition":{"StringEquals":{"saml:aud":"\(recipient)"}}}]}
            """
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#
        let entity = Entity(
            account: try account(number), name: "role-\(number)", uniqueID: UniqueID.make(.role, SystemRandomSource()),
            createDate: Timestamp(roundingDown: instant),
            record: RoleRecord(
                assumeRolePolicyDocument: trust, inlinePolicies: [InlinePolicy(name: "s3", document: policy)]))
        return try entity.row()
    }

    private func issuer(_ number: Int) -> String { "https://idp-\(number).example.org/metadata" }

    private func grant(_ number: Int) -> Grant {
        let account = firstAccount + number % accounts
        // Providers of this account: number % accounts, then every accounts-th.
        let own = (providers - 1 - number % accounts) / accounts + 1
        let provider = number % accounts + (number / accounts % own) * accounts
        return Grant(
            issuer: issuer(provider), roleARN: "arn:aws:iam::\(account):role/role-\(number)",
            providerARN: "arn:aws:iam::\(account):saml-provider/idp-\(provider)")
    }
}
