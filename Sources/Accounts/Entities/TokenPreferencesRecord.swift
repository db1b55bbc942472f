/// What an account asks of session tokens; an account has one at most.
public struct TokenPreferencesRecord: EntityRecord {
    /// Preferences for session tokens.
    public static var kind: EntityKind { .tokenPreferences }
    /// The version of the tokens that the global endpoint gives: 1 or 2.
    ///
    /// Those of version 1 are good in AWS's older regions alone. Tokens of the broker are good in every region, so the version
    /// is shown and changes nothing.
    public var globalEndpointVersion: Int

    /// The version of an account that was never asked.
    package static let standardVersion = 2

    /// The name that every one has.
    package static let name = "token-preferences"

    /// The unique id of an account's preferences.
    package static func uniqueID(of account: AccountID) -> String { "\(name)/\(account)" }

    package init(globalEndpointVersion: Int) { self.globalEndpointVersion = globalEndpointVersion }
}
