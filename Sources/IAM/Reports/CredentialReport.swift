import AWSQuery
import Accounts
import Encodings
import IAMCredentials

/// The credential report of an account: a line for root and for each user, with what they sign in by (user guide,
/// "Getting Credential Reports for Your AWS Account").
struct CredentialReport: Sendable {
    /// Seconds for which a report is given out, and not made again.
    static let life: Int64 = 14_400

    private static let none = "N/A"

    /// The report as CSV.
    let text: String

    /// Makes the report of the caller's account.
    init(_ context: OperationContext) async throws {
        let report = try await Sources(context)
        var lines = [try await report.rootLine(context)]
        for user in try await context.list(UserRecord.self) { lines.append(try await report.line(user, context)) }
        text = CredentialReportText.text(lines)
    }

    /// An instant as the report writes it.
    private static func time(_ instant: Timestamp?) -> String {
        instant.map { $0.iso8601.replacing("Z", with: "+00:00") } ?? none
    }

    private static func truth(_ value: Bool) -> String { value ? "true" : "false" }

    /// What the account's users have, by user: each kind is read once.
    private struct Sources {
        let policy: PasswordPolicyRecord?
        let profiles: [String?: [Entity<LoginProfileRecord>]]
        let keys: [String?: [Entity<AccessKeyRecord>]]
        let certificates: [String?: [Entity<SigningCertificateRecord>]]
        let ownersOfDevices: Set<String>
        let hasRootDevice: Bool

        init(_ context: OperationContext) async throws {
            policy = try await context.find(PasswordPolicyRecord.self, PasswordPolicyRecord.name)?.record
            profiles = Dictionary(grouping: try await context.list(LoginProfileRecord.self), by: \.owner)
            keys = Dictionary(grouping: try await context.list(AccessKeyRecord.self), by: \.owner)
            certificates = Dictionary(grouping: try await context.list(SigningCertificateRecord.self), by: \.owner)
            let devices = try await context.list(MFADeviceRecord.self)
            ownersOfDevices = Set(devices.compactMap(\.owner))
            hasRootDevice = devices.contains(where: \.record.isOfRoot)
        }

        /// Root has no password here, and nobody knows when the account was made.
        func rootLine(_ context: OperationContext) async throws -> [String] {
            [
                "<root_account>", "\(context.account.rootARN)", time(Timestamp(milliseconds: 0)), "not_supported",
                "no_information", "not_supported", "not_supported", truth(hasRootDevice),
            ] + (try await keyCells(of: nil, context)) + certificateCells(of: nil)
        }

        func line(_ user: Entity<UserRecord>, _ context: OperationContext) async throws -> [String] {
            let id = user.uniqueID
            return [user.name, "\(user.arn(in: context.partition))", time(user.createDate)]
                + (try await passwordCells(of: user, context)) + [truth(ownersOfDevices.contains(id))]
                + (try await keyCells(of: id, context)) + certificateCells(of: id)
        }

        private func passwordCells(of user: Entity<UserRecord>, _ context: OperationContext) async throws -> [String] {
            guard let profile = profiles[user.uniqueID]?.first else { return ["false", none, none, none] }
            let date = profile.record.passwordDate
            let used = try await context.lastUse(of: profile.uniqueID)?.instant
            return [
                "true", used.flatMap { $0 < profile.createDate ? nil : time($0) } ?? "no_information", time(date),
                time(policy?.end(ofPasswordFrom: date)),
            ]
        }

        private func keyCells(of owner: String?, _ context: OperationContext) async throws -> [String] {
            let keys = (keys[owner] ?? []).sorted { $0.createDate < $1.createDate }
            var cells: [String] = []
            for index in 0..<2 {
                guard index < keys.count else {
                    cells += ["false", none, none, none, none]
                    continue
                }
                let key = keys[index]
                let use = try await context.lastUse(of: key.uniqueID)
                // IAM is the same in every region.
                let region = use.map { $0.service == "iam" ? none : $0.region } ?? none
                cells += [
                    truth(key.record.isActive), time(key.createDate), time(use?.instant), region, use?.service ?? none,
                ]
            }
            return cells
        }

        private func certificateCells(of owner: String?) -> [String] {
            let certificates = (certificates[owner] ?? []).sorted { $0.createDate < $1.createDate }
            return (0..<2).flatMap { index in
                index < certificates.count
                    ? [truth(certificates[index].record.isActive), time(certificates[index].createDate)]
                    : ["false", none]
            }
        }
    }
}
