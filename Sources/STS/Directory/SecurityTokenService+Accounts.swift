public import Accounts

extension SecurityTokenService {
    /// The account with this id, with the alias that it has now; nil when there is none.
    ///
    /// Throws `STSError` when the store fails.
    public func account(_ id: AccountID) async throws(STSError) -> Account? {
        guard let account = entities.account(id) else { return nil }
        return try await named(account)
    }

    /// The account with its alias: that of the configuration, or the one that was made through the API.
    package func named(_ account: Account) async throws(STSError) -> Account {
        guard account.alias == nil, let alias = try await entities.alias(of: account.id) else { return account }
        return Account(
            id: account.id, partition: account.partition, alias: alias, serviceControl: account.serviceControl)
    }
}
