import Accounts
import Encodings
import Foundation
import Testing

@testable import SallyportServer

/// Calls IAM with an access key of an account's root, at any instant.
struct SignedCaller {
    let accessKeyID: String
    let secret: String

    init(_ site: Site, account: String = Site.account) async throws {
        let made = try AccessKeys.make(
            account: try #require(AccountID(account)), owner: nil, keyRing: site.keyRing, random: SystemRandomSource(),
            at: Timestamp(roundingDown: Site.now))
        try await site.store.writeEntities { try await $0.insert(made.entity) }
        (accessKeyID, secret) = (made.entity.uniqueID, made.secretAccessKey)
    }

    /// Carries out an operation.
    func call(
        _ browser: Browser, _ action: String, _ parameters: [(String, String)] = [], at instant: Date = Site.now
    ) async throws -> Answer {
        var client = SignedClient(browser, accessKeyID: accessKeyID, secret: secret)
        client.now = instant
        return try await client.iam(action, parameters)
    }
}
