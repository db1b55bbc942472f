import Encodings

/// Which statements of a long document, or of several documents, can apply to a request: those that its action, its resource or its caller finds,
/// whichever finds fewest.
///
/// It leaves out only what cannot match; what is left is matched as in a short document.
final class StatementIndex: Sendable {
    /// A shorter list is gone through faster than it is looked up.
    static let shortest = 24
    /// So few are not worth a look at what else could tell them apart.
    private static let few = 4

    private let count: Int
    private let actions: PrefixTable
    private let anyAction: [Int]
    /// By the account and the beginning of the resource part, `123456789012:table/orders`.
    private let resources: PrefixTable
    /// By the beginning of the resource part, where the account is a pattern.
    private let resourcesOfAnyAccount: PrefixTable
    private let anyResource: [Int]
    private let principals: [ExactText: [Int]]
    private let anyPrincipal: [Int]

    init(_ statements: [PolicyStatement]) {
        count = statements.count
        (actions, anyAction) = Self.actions(of: statements)
        (resources, resourcesOfAnyAccount, anyResource) = Self.resources(of: statements)
        (principals, anyPrincipal) = Self.principals(of: statements)
    }

    /// The places of the statements that can apply, in their order; `nil` when all of them can.
    func candidates(
        for request: borrowing EvaluationRequest, by caller: Principal, _ rule: PolicyStatement.PrincipalRule
    ) -> [Int]? {
        let action = request.action.withBytes(actions.chain)
        let byAction = anyAction.count + actions.count(ofChain: action)
        if byAction <= Self.few { return collect(anyAction, (actions, action)) }

        let account = request.resource.withAccountAndResource(resources.chain) ?? -1
        let resource = request.resource.withSegments { resourcesOfAnyAccount.chain(for: $0[5]) } ?? -1
        let byResource =
            anyResource.count + resources.count(ofChain: account) + resourcesOfAnyAccount.count(ofChain: resource)
        if byResource > Self.few, rule.isRequired, let names = caller.indexNames {
            let lists = names.compactMap { principals[ExactText($0)] }
            let byPrincipal = lists.reduce(anyPrincipal.count) { $0 + $1.count }
            if byPrincipal < min(byAction, byResource) {
                return byPrincipal < count ? Self.ordered(anyPrincipal + lists.joined()) : nil
            }
        }
        guard min(byAction, byResource) < count else { return nil }
        return byAction <= byResource
            ? collect(anyAction, (actions, action))
            : collect(anyResource, (resources, account), (resourcesOfAnyAccount, resource))
    }

    private func collect(_ any: [Int], _ chains: (table: PrefixTable, chain: Int)...) -> [Int] {
        var collected = any
        for (table, chain) in chains { table.append(chain: chain, to: &collected) }
        return Self.ordered(collected)
    }

    private static func ordered(_ places: [Int]) -> [Int] {
        guard places.count > 1 else { return places }
        var ordered: [Int] = []
        ordered.reserveCapacity(places.count)
        for place in places.sorted() where ordered.last != place { ordered.append(place) }
        return ordered
    }
}

extension StatementIndex {
    private static func actions(of statements: [PolicyStatement]) -> (PrefixTable, [Int]) {
        var texts: [(text: [UInt8], statement: Int)] = []
        var any: [Int] = []
        for (place, statement) in statements.enumerated() {
            let beginnings = statement.patterns.actions.compactMap(\.beginning)
            if statement.isNotAction || beginnings.contains([]) {
                any.append(place)
            } else {
                texts += beginnings.map { ($0, place) }
            }
        }
        return (PrefixTable(texts), any)
    }

    private static func resources(of statements: [PolicyStatement]) -> (PrefixTable, PrefixTable, [Int]) {
        var texts: [(text: [UInt8], statement: Int)] = []
        var textsOfAnyAccount: [(text: [UInt8], statement: Int)] = []
        var any: [Int] = []
        for (place, statement) in statements.enumerated() {
            let beginnings = statement.patterns.resources.compactMap(\.beginning)
            let isAny = beginnings.contains { $0.account == nil && $0.resource.isEmpty }
            if !statement.hasResourceElement || statement.isNotResource || isAny {
                any.append(place)
                continue
            }
            for beginning in beginnings {
                if let account = beginning.account {
                    texts.append((account + [ASCII.colon] + beginning.resource, place))
                } else {
                    textsOfAnyAccount.append((beginning.resource, place))
                }
            }
        }
        return (PrefixTable(texts), PrefixTable(textsOfAnyAccount), any)
    }

    private static func principals(of statements: [PolicyStatement]) -> ([ExactText: [Int]], [Int]) {
        var named: [ExactText: [Int]] = [:]
        var any: [Int] = []
        for (place, statement) in statements.enumerated() {
            guard let principal = statement.principal else { continue }
            let names = principal.entries.map(\.matcher.indexName)
            if principal.isNegated || names.contains(.anybody) {
                any.append(place)
                continue
            }
            for case .name(let name) in names where named[ExactText(name)]?.last != place {
                named[ExactText(name), default: []].append(place)
            }
        }
        return (named, any)
    }
}

/// The name under which a principal of a policy is found.
enum PrincipalIndexName: Hashable {
    case name(String)
    /// No name tells who is meant.
    case anybody
    case nobody

    /// Only names in ASCII tell: others can be equal in different bytes.
    init(_ name: String) { self = name.utf8.allSatisfy { $0 < 0x80 } ? .name(name) : .anybody }
}

extension PrincipalMatcher {
    var indexName: PrincipalIndexName {
        switch self {
        case .everyone, .everyFederated, .everyService: .anybody
        case .account(let id, _): PrincipalIndexName(id)
        case .role(let arn): PrincipalIndexName(arn.roleIndexName)
        case .entity(let arn), .provider(let arn): PrincipalIndexName(arn.description)
        case .federatedName(let name), .service(let name), .canonicalUser(let name): PrincipalIndexName(name)
        case .nothing: .nobody
        }
    }
}

extension Principal {
    /// The names under which policies have the caller; `nil` when names do not tell.
    fileprivate var indexNames: [String]? {
        var names: [String]
        switch self {
        case .anonymous: names = []
        case .account(let id, _): names = [id]
        case .user(let arn): names = [arn.accountID, arn.description]
        case .federatedUser(let arn, let user):
            names = [arn.accountID, arn.description] + [user?.description].compactMap(\.self)
        case .role(let arn): names = [arn.accountID, arn.roleIndexName]
        case .assumedRole(let arn, let role):
            names = [arn.accountID, arn.description]
            if let role = role ?? arn.roleOfSession { names.append(role.roleIndexName) }
        case .samlProvider(let arn): names = [arn.description]
        case .webIdentityProvider(let name), .service(let name), .canonicalUser(let name): names = [name]
        }
        return names.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } } ? names : nil
    }
}

extension ARN {
    /// A role's name, which sessions know as well, apart from what else is found by name.
    fileprivate var roleIndexName: String { "role/" + resourceName.asciiLowercased }
}
