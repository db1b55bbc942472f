import IAMPolicy

/// Makes requests of what two policies say.
struct RequestGenerator {
    /// Who asks for what.
    struct Target: Hashable {
        let principal: Principal
        let action: String
        let resource: String

        func request(keys: ContextKeys) -> RequestContext {
            RequestContext(
                principal: principal, action: action, resource: resource,
                resourceAccount: principal.accountID ?? RequestGenerator.account, keys: keys)
        }
    }

    static let account = "123456789012"
    private static let mostTexts = 64
    private static let mostTargets = 128

    private let actions: [String]
    private let resources: [String]
    private let principals: [Principal]
    private let keys: KeyCandidates

    init(older: PolicyDocument, newer: PolicyDocument) {
        let statements = newer.statements + older.statements
        actions = Self.samples(of: statements.flatMap(\.actions)) + ["sallyport:Other"]
        resources = Self.samples(of: statements.flatMap(\.resources)) + ["*", "arn:aws:s3:::sallyport-other"]
        let named = statements.flatMap { $0.principal?.entries ?? [] }.flatMap(Self.principals)
        let user = ARN(partition: "aws", service: "iam", accountID: Self.account, resource: "user/sallyport-other")
        principals =
            newer.kind.hasPrincipals
            ? Array(Set(named)).sorted { $0.description < $1.description } + [.anonymous, .user(arn: user)]
            : [.user(arn: user)]
        keys = KeyCandidates(statements)
    }

    /// What a statement speaks about: its own values first, then those of both policies.
    func targets(of statement: PolicyStatement, keys: ContextKeys) -> [Target] {
        let ownActions = Self.samples(of: statement.isNotAction ? [] : statement.actions)
        let ownResources = Self.samples(of: statement.isNotResource ? [] : statement.resources)
        let spokenActions = Self.unique(ownActions + actions).filter { statement.speaks(ofAction: $0) }
            .prefix(Self.mostTargets)
        let spokenResources = Self.unique(ownResources + resources)
            .filter { statement.speaks(ofResource: $0, keys: keys) }.prefix(Self.mostTargets)
        return principals.prefix(Self.mostTexts).flatMap { principal in
            spokenActions.flatMap { action in
                spokenResources.map { Target(principal: principal, action: action, resource: $0) }
            }
        }
    }

    /// Values of condition keys: those with which the statement is likely to hold, and what differs from them in one or two keys.
    func contexts(of statement: PolicyStatement) -> [ContextKeys] { keys.contexts(of: statement) }

    private static func samples(of patterns: [String]) -> [String] {
        unique(patterns.prefix(mostTexts * 4).flatMap(PatternSamples.samples))
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    private static func principals(_ entry: PrincipalElement.Entry) -> [Principal] {
        guard let principal = Principal(parsing: entry.value) else { return [] }
        guard case .role(let arn) = principal else { return [principal] }
        // A role makes no requests: a session of it does.
        let session = ARN(
            partition: arn.partition, service: "sts", accountID: arn.accountID,
            resource: "assumed-role/\(arn.resourceName)/session")
        return [.assumedRole(arn: session, role: arn), .account(id: arn.accountID, partition: arn.partition)]
    }
}
