package import Accounts

/// How passwords are hashed, and how many wrong ones may be tried.
package struct PasswordHashing: Sendable {
    /// Wrong passwords of users who change theirs; outlives a change of the configuration.
    package var attempts = GuessAttempts()
    /// Where passwords are hashed.
    package var work: any LongWork = WorkHere()
    /// What the first password of a user is hashed with.
    package var cost = LoginProfileRecord.Cost.standard

    /// Hashes where the caller is.
    package init() {}
}
