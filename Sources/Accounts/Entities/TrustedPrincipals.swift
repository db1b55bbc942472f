public import IAMPolicy

/// The users and roles that a trust policy names.
///
/// They are kept by unique id: trust goes with the user or role, not to whoever has its ARN later (user guide,
/// "AWS JSON Policy Elements: Principal").
public enum TrustedPrincipals {
    /// The unique ids of the users and roles that a policy names, by ARN; nil with the ARN of one that is not there.
    public enum Resolution: Hashable, Sendable {
        /// Every one is there.
        case resolved([String: String])
        /// This one is not.
        case missing(String)
    }

    /// Looks up the users and roles that a policy names.
    public static func resolve(
        _ policy: PolicyDocument, _ reader: any EntityReader
    ) async throws(StoreError) -> Resolution {
        var ids: [String: String] = [:]
        for entry in entries(of: policy) {
            guard let named = Named(entry.value) else {
                // An id stands in a policy only for someone who is gone.
                if isUniqueID(entry.value) { return .missing(entry.value) }
                continue
            }
            guard let id = try await named.uniqueID(reader) else { return .missing(entry.value) }
            ids[entry.value] = id
        }
        return .resolved(ids)
    }

    /// The text of a role's trust policy as it holds now: in the place of an ARN stands the one that its user or role has
    /// by now, or its unique id when it is gone.
    public static func currentText(
        of record: RoleRecord, _ reader: any EntityReader
    ) async throws(StoreError) -> String {
        let text = record.assumeRolePolicyDocument
        guard !record.trustedIDs.isEmpty, let policy = try? PolicyDocument(simulating: text, kind: .trust) else {
            return text
        }
        var replacements: [(offset: Int, value: String)] = []
        for entry in entries(of: policy) {
            guard let named = Named(entry.value), let id = record.trustedIDs[entry.value] else { continue }
            let current = try await named.current(id, reader)
            if current != entry.value { replacements.append((entry.offset, current)) }
        }
        return replacing(replacements, in: text)
    }

    private static func entries(of policy: PolicyDocument) -> [PrincipalElement.Entry] {
        policy.statements.compactMap(\.principal).flatMap(\.entries).filter { $0.type == .aws }
    }

    private static func isUniqueID(_ text: String) -> Bool {
        ["AIDA", "AROA"].contains { text.hasPrefix($0) } && !text.utf8.contains(UInt8(ascii: ":"))
    }

    /// Replaces string literals that begin at the offsets.
    private static func replacing(_ replacements: [(offset: Int, value: String)], in text: String) -> String {
        var bytes = Array(text.utf8)
        for replacement in replacements.sorted(by: { $0.offset > $1.offset }) {
            var end = replacement.offset + 1
            guard replacement.offset < bytes.count, bytes[replacement.offset] == UInt8(ascii: "\"") else { continue }
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
                end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard end < bytes.count else { continue }
            bytes.replaceSubrange(replacement.offset...end, with: literal(replacement.value))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A JSON string: paths may hold quotes, and whoever moves a user must not write into the policies that name it.
    private static func literal(_ value: String) -> [UInt8] {
        var bytes = [UInt8(ascii: "\"")]
        for byte in value.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        return bytes + [UInt8(ascii: "\"")]
    }

    /// A user, role or session of a role, taken apart.
    private struct Named {
        let arn: ARN
        let account: AccountID
        let kind: EntityKind
        let name: String
        /// Session name, for the session of a role.
        let session: String?

        init?(_ text: String) {
            guard let arn = ARN(text), let account = AccountID(arn.accountID) else { return nil }
            let pieces = arn.resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard let last = pieces.last, pieces.count > 1 else { return nil }
            self.arn = arn
            self.account = account
            switch (arn.service, pieces[0]) {
            case ("iam", "user"): (kind, name, session) = (.user, last, nil)
            case ("iam", "role"): (kind, name, session) = (.role, last, nil)
            case ("sts", "assumed-role") where pieces.count == 3: (kind, name, session) = (.role, pieces[1], last)
            default: return nil
            }
        }

        func uniqueID(_ reader: any EntityReader) async throws(StoreError) -> String? {
            guard let row = try await reader.row(kind, account: account, name: name) else { return nil }
            guard session == nil else { return row.uniqueID }
            return arn.resource == kind.resource(path: row.path, name: row.name) ? row.uniqueID : nil
        }

        /// What stands for the entity with this id now.
        func current(_ id: String, _ reader: any EntityReader) async throws(StoreError) -> String {
            guard let row = try await reader.row(uniqueID: id) else { return id }
            let resource =
                session.map { "assumed-role/\(row.name)/\($0)" } ?? kind.resource(path: row.path, name: row.name)
            return ARN(
                partition: arn.partition, service: arn.service, accountID: arn.accountID, resource: resource
            ).description
        }
    }
}
