package import Accounts

/// How passwords are hashed.
package struct PasswordHashing: Sendable {
    /// Where passwords are hashed.
    package var work: any LongWork = WorkHere()
    /// What the first password of a user is hashed with.
    package var cost = LoginProfileRecord.Cost.standard

    /// Hashes where the caller is.
    package init() {}
}
