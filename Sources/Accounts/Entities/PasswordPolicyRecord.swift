package import Encodings

/// What an account asks of its users' passwords; an account has one at most.
public struct PasswordPolicyRecord: EntityRecord {
    /// Password policies.
    public static var kind: EntityKind { .passwordPolicy }
    /// Fewest characters.
    public var minimumLength = 6
    /// Whether one of ``PasswordPolicyRecord/symbols`` has to be in it.
    public var requiresSymbols = false
    /// Whether a digit has to be in it.
    public var requiresNumbers = false
    /// Whether one of A to Z has to be in it.
    public var requiresUppercase = false
    /// Whether one of a to z has to be in it.
    public var requiresLowercase = false
    /// Whether users may change their own without a policy that says so.
    public var allowsUsersToChange = false
    /// Days after which it has to be changed; nil for never.
    public var maximumAge: Int?
    /// Passwords before it that it must not be; nil for none.
    public var reusePrevention: Int?
    /// Whether a user whose password is too old can't set another; nil when it was not said.
    public var expiresHard: Bool?

    /// Makes a policy with the values that AWS takes for what is not said.
    public init() {}

    /// What counts as a symbol.
    package static let symbols = "!@#$%^&*()_+-=[]{}|'"

    /// The name that every one has.
    package static let name = "password-policy"

    /// The unique id of an account's policy.
    package static func uniqueID(of account: AccountID) -> String { "\(name)/\(account)" }

    /// When a password that was set at an instant is too old; nil for never.
    package func end(ofPasswordFrom date: Timestamp) -> Timestamp? {
        maximumAge.map { date.advanced(bySeconds: Int64($0) * 86_400) }
    }
}
