public import IAMPolicy

/// The policies of a user or role, parsed.
public struct PrincipalPermissions: Sendable {
    /// Embedded and attached ones, those of a user's groups as well.
    public var identity: [AttachedPolicy] { list.policies }
    /// The permissions boundary; empty without one.
    public let boundaries: [AttachedPolicy]
    /// ``identity``, to be held against requests as long as these permissions are kept.
    package let list: PolicyList

    private init(_ list: PolicyList, boundaries: [AttachedPolicy]) {
        self.list = list
        self.boundaries = boundaries
    }

    /// Everything: the root of an account.
    package static let root = PrincipalPermissions(PolicyList([.everything]), boundaries: [])

    /// Those of a configured role.
    package static func configured(_ role: Role) -> PrincipalPermissions {
        PrincipalPermissions(role.permissionList, boundaries: [])
    }

    /// Those of a user or role of the store; nil when it is gone.
    ///
    /// Throws `StoreError`. A boundary that is gone bounds to nothing.
    ///
    /// - Parameter managed: what ARNs of managed policies stand for.
    public static func read(
        _ uniqueID: String, _ reader: any EntityReader, managed: ManagedPolicies
    ) async throws -> PrincipalPermissions? {
        guard let row = try await reader.row(uniqueID: uniqueID) else { return nil }
        var identity = try inline(of: row)
        identity += try await managed.read(reader.targets(of: uniqueID, .attachedPolicy), reader)
        for group in try await reader.targets(of: uniqueID, .membership) {
            guard let groupRow = try await reader.row(uniqueID: group) else { continue }
            identity += try inline(of: groupRow)
            identity += try await managed.read(reader.targets(of: group, .attachedPolicy), reader)
        }
        var boundaries: [AttachedPolicy] = []
        for arn in try await reader.targets(of: uniqueID, .permissionsBoundary) {
            let document = try await managed.document(arn, reader)
            boundaries.append(document.map { AttachedPolicy(name: arn, document: $0) } ?? .nothing)
        }
        return PrincipalPermissions(PolicyList(identity), boundaries: boundaries)
    }

    private static func inline(of row: EntityRow) throws -> [AttachedPolicy] {
        let policies: [InlinePolicy]
        let kind: PolicyKind
        switch row.kind {
        case .role: (policies, kind) = (try Entity<RoleRecord>(row).record.inlinePolicies, .inlineRole)
        case .user: (policies, kind) = (try Entity<UserRecord>(row).record.inlinePolicies, .inlineUser)
        case .group: (policies, kind) = (try Entity<GroupRecord>(row).record.inlinePolicies, .inlineGroup)
        default: return []
        }
        return try policies.map {
            AttachedPolicy(name: $0.name, document: try PolicyDocument(simulating: $0.document, kind: kind))
        }
    }
}

extension AttachedPolicy {
    /// Allows all actions on all resources.
    package static let everything = AttachedPolicy(
        name: "root",
        document: made(#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#))

    /// Allows nothing and denies nothing: a session that it limits has what is granted to the session itself.
    package static let silent = AttachedPolicy(
        name: "none",
        document: made(#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotAction":"*","Resource":"*"}}"#))

    /// Allows nothing.
    package static let nothing = AttachedPolicy(
        name: "none",
        document: made(#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#))

    private static func made(_ text: String) -> PolicyDocument {
        do {
            return try PolicyDocument(parsing: text, kind: .managed)
        } catch {
            preconditionFailure("a policy of ours does not parse: \(error)")
        }
    }
}
