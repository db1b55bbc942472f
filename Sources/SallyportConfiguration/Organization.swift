import Accounts
import IAMPolicy

/// An organisation: which service control policies limit which accounts.
struct Organization {
    /// Of all accounts but the management account.
    var root: [AttachedPolicy] = []
    /// The account that nothing limits.
    var managementAccount: AccountID?
    /// Of the units that an account is in, the outermost first, and of the account itself.
    var inner: [AccountID: [[AttachedPolicy]]] = [:]

    /// The levels of an account that have policies; each must allow.
    func levels(of account: AccountID) -> [[AttachedPolicy]] {
        guard account != managementAccount else { return [] }
        return ([root] + (inner[account] ?? [])).filter { !$0.isEmpty }
    }
}
