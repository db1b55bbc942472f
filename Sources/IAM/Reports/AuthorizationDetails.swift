import AWSQuery
import Accounts

/// A page of everything that says who may do what in an account: its users, groups, roles and managed policies, as one
/// list.
///
/// It ends early when it has grown large: a caller cannot have every document of an account in memory at once.
struct AuthorizationDetails {
    /// Entities that are read at once.
    private static let chunk = 50
    /// Bytes of a page from which on nothing more is added.
    private static let room = 2_097_152

    private let context: OperationContext
    private let page: Page
    private let sections: [AuthorizationSection]
    private let start: (section: AuthorizationSection, after: String?)

    private var found: [AuthorizationSection: [[QueryMember]]] = [:]
    private var count = 0
    private var bytes = 0
    private var last = ""
    private var isFull = false

    /// Throws `ValidationError` for a marker that was not given out here.
    init(_ context: OperationContext) throws(QueryFault) {
        self.context = context
        page = try Page(context.parameters)
        let asked = context.parameters.list(.filter).compactMap(AuthorizationSection.init(rawValue:))
        sections = AuthorizationSection.allCases.filter { asked.isEmpty || asked.contains($0) }
        guard let after = page.after else {
            start = (.user, nil)
            return
        }
        guard let section = AuthorizationSection.allCases.first(where: { after.hasPrefix($0.mark) }) else {
            throw QueryFault("ValidationError", "Invalid Marker.")
        }
        start = (section, String(after.dropFirst(section.mark.count)))
    }

    /// The members of the answer.
    mutating func result() async throws -> QueryResult {
        for section in sections where section >= start.section && !isFull { try await read(section) }
        let more: [QueryMember] =
            isFull
            ? [.boolean("IsTruncated", true), .text("Marker", Page.marker(last))] : [.boolean("IsTruncated", false)]
        let policies = (found[.localPolicy] ?? []) + (found[.awsPolicy] ?? [])
        return QueryResult(
            [
                .structures("UserDetailList", found[.user] ?? []), .structures("GroupDetailList", found[.group] ?? []),
                .structures("RoleDetailList", found[.role] ?? []), .structures("Policies", policies),
            ] + more)
    }

    private mutating func read(_ section: AuthorizationSection) async throws {
        switch section {
        case .user: try await read(UserRecord.self, section, AuthorizationDetail.user)
        case .group: try await read(GroupRecord.self, section, AuthorizationDetail.group)
        case .role: try await read(RoleRecord.self, section, AuthorizationDetail.role)
        case .localPolicy:
            try await read(PolicyRecord.self, section) { entity, context in
                try await AuthorizationDetail.policy(ManagedPolicy(entity, in: context.partition), context)
            }
        case .awsPolicy: try await readPoliciesOfAWS()
        }
    }

    private mutating func read<Record>(
        _ type: Record.Type, _ section: AuthorizationSection,
        _ detail: (Entity<Record>, OperationContext) async throws -> [QueryMember]
    ) async throws {
        var after = section == start.section ? start.after : nil
        while !isFull {
            let entities = try await context.list(type, after: after, limit: Self.chunk)
            for entity in entities where hasRoom() {
                add(try await detail(entity, context), section, name: entity.name)
            }
            guard entities.count == Self.chunk, let name = entities.last?.name else { return }
            after = EntityRow.fold(name)
        }
    }

    /// Those of AWS that the account uses.
    private mutating func readPoliciesOfAWS() async throws {
        let after = start.section == .awsPolicy ? start.after : nil
        let known = context.directory.managedPolicies
        let policies = (known.ofAWS + known.ofServiceRoles).map { ManagedPolicy($0, context) }
            .sorted { EntityRow.fold($0.entity.name) < EntityRow.fold($1.entity.name) }
        for policy in policies where after.map({ $0 < EntityRow.fold(policy.entity.name) }) ?? true {
            let uses = try await policy.uses(context)
            guard uses.attachments + uses.boundaries > 0, hasRoom() else { continue }
            add(try await AuthorizationDetail.policy(policy, context), .awsPolicy, name: policy.entity.name)
        }
    }

    /// Whether one more is added; otherwise the page ends before it.
    private mutating func hasRoom() -> Bool {
        if count >= page.limit || bytes >= Self.room { isFull = true }
        return !isFull
    }

    private mutating func add(_ members: [QueryMember], _ section: AuthorizationSection, name: String) {
        found[section, default: []].append(members)
        count += 1
        bytes += members.byteCount
        last = section.mark + EntityRow.fold(name)
    }
}

/// The parts of the list, in their order, as `Filter` names them.
enum AuthorizationSection: String, CaseIterable, Comparable {
    case user = "User"
    case group = "Group"
    case role = "Role"
    case localPolicy = "LocalManagedPolicy"
    case awsPolicy = "AWSManagedPolicy"

    /// What markers begin with.
    var mark: String { "\(position)/" }

    private var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    static func < (left: AuthorizationSection, right: AuthorizationSection) -> Bool { left.position < right.position }
}

extension [QueryMember] {
    /// Bytes of all texts.
    fileprivate var byteCount: Int { reduce(0) { $0 + $1.byteCount } }
}

extension QueryMember {
    fileprivate var byteCount: Int {
        switch self {
        case .text(_, let text): text.utf8.count
        case .structure(_, let members): members.byteCount
        case .structures(_, let structures): structures.reduce(0) { $0 + $1.byteCount }
        case .list(_, let texts): texts.reduce(0) { $0 + $1.utf8.count }
        case .map(_, let texts): texts.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        }
    }
}
