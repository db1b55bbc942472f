package import Accounts
import Encodings

/// What somebody wants of a sign-in, as a link says it before anybody has signed in.
package struct SignInWish: Hashable, Sendable {
    /// The account to work in.
    package var account: AccountID?
    /// The role: its ARN or its name.
    package var role: String?
    /// The URL to go to afterwards.
    package var destination: String?
    /// What is tried in the place of a sign-in; nil for one.
    package var trial: ProviderTrial?

    /// Bytes of a role at most.
    package static let longestRole = 700
    /// Bytes of a destination at most: it has to find room in a cookie.
    package static let longestDestination = 1_024

    package init(
        account: AccountID? = nil, role: String? = nil, destination: String? = nil, trial: ProviderTrial? = nil
    ) {
        self.account = account
        self.role = role
        self.destination = destination
        self.trial = trial
    }

    /// Whether it is about roles at all.
    package var choosesRole: Bool { account != nil || role != nil }

    /// Whether a role is one that is meant.
    package func means(roleARN: String, name: String, of account: AccountID) -> Bool {
        (self.account.map { $0 == account } ?? true)
            && (role.map { $0.utf8.elementsEqual(roleARN.utf8) || $0.utf8.elementsEqual(name.utf8) } ?? true)
    }

    func write(to writer: inout ByteWriter) {
        writer.write(account?.description)
        writer.write(role)
        writer.write(destination)
    }

    init(reading reader: inout ByteReader) throws(MalformedBytes) {
        account = try reader.readOptionalText().flatMap(AccountID.init)
        role = try reader.readOptionalText()
        destination = try reader.readOptionalText()
    }
}
