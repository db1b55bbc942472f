import ArgumentParser
import CommandIO
import Encodings

/// Which role is meant.
struct RoleOptions: ParsableArguments {
    @Option(help: "Name or ARN of the role.")
    var role: String

    @Option(help: "Account, by its 12 digits or its name; needed when several have such a role.")
    var account: String?

    /// The role.
    ///
    /// Throws `InputError` when there is none, or more than one.
    func choose(from signedIn: SignedIn) async throws -> RoleEntry {
        let all = try await signedIn.roles()
        let meant = all.flatMap { account, roles in
            roles.filter { isMeant(account, $0) }.map { (account: account, role: $0) }
        }
        guard let first = meant.first else {
            let names = all.flatMap { account, roles in roles.map { "\($0.roleName) in \(account.accountName)" } }
            throw InputError("there is no such role; there are \(names.prefix(20).joined(separator: ", "))")
        }
        guard meant.count == 1 else {
            let accounts = meant.map(\.account.accountName).joined(separator: ", ")
            throw InputError("\(role.quoted) is in several accounts, choose with --account: \(accounts)")
        }
        return first.role
    }

    private func isMeant(_ account: AccountEntry, _ entry: RoleEntry) -> Bool {
        if let name = self.account, name != account.accountId, name != account.accountName { return false }
        guard role.hasPrefix("arn:") else { return role == entry.roleName }
        let parts = role.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 6 && parts[4] == account.accountId
            && parts[5].split(separator: "/").last == entry.roleName[...]
    }
}
