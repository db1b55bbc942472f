import Encodings

/// Profiles for the AWS CLI and SDKs: one for each role, with the sign-in that all of them share.
struct Profiles {
    let session: String
    let broker: String
    let region: String
    let roles: [(account: AccountEntry, roles: [RoleEntry])]

    private static let services = ["sso", "sso_oidc", "sts", "iam"]

    /// Names of the profiles: `<account>-<role>`.
    var names: [String] {
        roles.flatMap { account, roles in roles.map { Self.name(account, $0) } }
    }

    private static func name(_ account: AccountEntry, _ role: RoleEntry) -> String {
        word("\(account.accountName)-\(role.roleName)")
    }

    /// What may stand in the name of a section: letters, digits and a few marks.
    private static func word(_ text: String) -> String {
        let marks = Array("-_.@+=,".utf8)
        return String(
            decoding: text.utf8.map { ASCII.isLetterOrDigit($0) || marks.contains($0) ? $0 : UInt8(ascii: "-") },
            as: UTF8.self)
    }

    /// The lines of the file.
    var lines: [String] {
        let session = Self.word(session)
        var lines = [
            "[sso-session \(session)]", "sso_start_url = \(broker)/start", "sso_region = \(region)",
            "sso_registration_scopes = sso:account:access", "", "[services \(session)]",
        ]
        for service in Self.services { lines += ["\(service) =", "  endpoint_url = \(broker)"] }
        for (account, roles) in roles {
            for role in roles {
                lines += [
                    "", "[profile \(Self.name(account, role))]", "sso_session = \(session)",
                    "sso_account_id = \(account.accountId)", "sso_role_name = \(Self.word(role.roleName))",
                    "region = \(region)", "services = \(session)",
                ]
            }
        }
        return lines
    }
}
