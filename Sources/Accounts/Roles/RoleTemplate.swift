public import Encodings
import IAMPolicy

/// The trust policy that the console's wizard writes for a provider.
public enum RoleTemplate {
    /// Who shall assume the role.
    public enum Access: Hashable, Sendable {
        /// Tools alone; the wizard asks for an attribute and its value.
        case programmatic
        /// Tools and the console: the response must be for the partition's sign-in endpoint, or for `endpoint` when
        /// there is one.
        case console(endpoint: String?)
    }

    /// A trust policy as JSON text, for the SAML provider with this ARN.
    ///
    /// `conditions` are further context keys with the value that each must have. Throws `ConfigurationError` when the
    /// ARN is not that of a SAML provider.
    public static func trustPolicy(
        provider arn: String, access: Access, conditions: [(key: String, value: String)] = []
    ) throws(ConfigurationError) -> String {
        guard let provider = ARN(arn), provider.federatedKind == .samlProvider,
            let partition = Partition(id: provider.partition)
        else { throw ConfigurationError(arn.cut(to: 300), "is not the ARN of a SAML provider") }
        var tests = conditions
        if case .console(let endpoint) = access {
            tests.insert(("SAML:aud", endpoint ?? partition.samlEndpoint), at: 0)
        }
        return text(
            provider: arn, action: "sts:AssumeRoleWithSAML",
            condition: tests.isEmpty ? [] : [(operator: "StringEquals", tests: tests)])
    }

    /// A trust policy as JSON text, for tokens of the OpenID Connect provider with this ARN that are made for `audience`.
    ///
    /// `subject` is what `sub` has to be, with `*` and `?` as wildcards; without it everybody counts to whom the provider gives
    /// tokens. Throws `ConfigurationError` when the ARN is not that of an OpenID Connect provider.
    public static func trustPolicy(
        oidcProvider arn: String, audience: String, subject: String? = nil
    ) throws(ConfigurationError) -> String {
        guard let provider = ARN(arn), provider.isIAMResource(ofType: EntityKind.oidcProvider.resourceType),
            AccountID(provider.accountID) != nil, Partition(id: provider.partition) != nil
        else { throw ConfigurationError(arn.cut(to: 300), "is not the ARN of an OpenID Connect provider") }
        let name = provider.name(of: .oidcProvider)
        var condition: Condition = [(operator: "StringEquals", tests: [(key: "\(name):aud", value: audience)])]
        if let subject {
            let test = (key: "\(name):sub", value: subject)
            if subject.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
                condition.append((operator: "StringLike", tests: [test]))
            } else {
                condition[0].tests.append(test)
            }
        }
        return text(provider: arn, action: "sts:AssumeRoleWithWebIdentity", condition: condition)
    }

    /// A trust policy as JSON text for a service, such as `states.amazonaws.com`.
    ///
    /// `sourceAccount` and `sourceARN` are for whom the service has to work: without them it could be led to use the role for
    /// somebody else. The ARN may have wildcards. Throws `ConfigurationError` when one of them is not what it should be.
    public static func trustPolicy(
        service: String, sourceAccount: String? = nil, sourceARN: String? = nil
    ) throws(ConfigurationError) -> String {
        guard Principal(parsing: service) == .service(service) else {
            throw ConfigurationError(service.cut(to: 300), "is not the name of a service, such as states.amazonaws.com")
        }
        var condition: Condition = []
        if let sourceARN {
            guard ARN(sourceARN) != nil else { throw ConfigurationError(sourceARN.cut(to: 300), "is not an ARN") }
            condition.append((operator: "ArnLike", tests: [(key: "aws:SourceArn", value: sourceARN)]))
        }
        if let sourceAccount {
            guard AccountID(sourceAccount) != nil else {
                throw ConfigurationError(sourceAccount.cut(to: 300), "is not an account: twelve digits")
            }
            condition.append((operator: "StringEquals", tests: [(key: "aws:SourceAccount", value: sourceAccount)]))
        }
        return text(principal: JSONMember("Service", service), action: "sts:AssumeRole", condition: condition)
    }

    /// A trust policy as JSON text for another account, as a whole, or for a user or role of it by its ARN.
    ///
    /// `externalID` is what whoever assumes the role has to name (2 to 1,224 of letters, digits and `+=,.@:/-_`), so that a third
    /// party cannot be led to assume it for somebody else; with `requiresMFA` he must have signed in with MFA. Throws
    /// `ConfigurationError` when one of them is not what it should be.
    public static func trustPolicy(
        account: String, externalID: String? = nil, requiresMFA: Bool = false
    ) throws(ConfigurationError) -> String {
        let trusted: ARN
        switch Principal(parsing: account) {
        case .account(let id, let partition):
            trusted = ARN(partition: partition, service: "iam", accountID: id, resource: "root")
        case .user(let arn), .role(let arn): trusted = arn
        default: throw ConfigurationError(account.cut(to: 300), "is no account, and not the ARN of a user or role")
        }
        guard AccountID(trusted.accountID) != nil, Partition(id: trusted.partition) != nil else {
            throw ConfigurationError(account.cut(to: 300), "is of no account: twelve digits")
        }
        var condition: Condition = []
        if let externalID {
            guard (2...1_224).contains(externalID.utf8.count), externalID.utf8.allSatisfy(isOfExternalID) else {
                throw ConfigurationError(externalID.cut(to: 300), "is no external id")
            }
            condition.append((operator: "StringEquals", tests: [(key: "sts:ExternalId", value: externalID)]))
        }
        if requiresMFA {
            condition.append((operator: "Bool", tests: [(key: "aws:MultiFactorAuthPresent", value: "true")]))
        }
        return text(
            principal: JSONMember("AWS", trusted.description), action: "sts:AssumeRole", condition: condition)
    }

    private static func isOfExternalID(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "+=,.@:/-_".utf8.contains(byte)
    }

    private typealias Condition = [(operator: String, tests: [(key: String, value: String)])]

    /// The link that fills in the page on which people switch to a role (user guide, "Switching to a Role").
    ///
    /// `broker` is its URL. Throws `ConfigurationError` for what is no role's ARN, a path and name above 64 characters,
    /// which the page does not take, and what is no URL.
    public static func switchLink(to role: String, at broker: String) throws(ConfigurationError) -> String {
        guard let arn = ARN(role), arn.isIAMResource(ofType: EntityKind.role.resourceType),
            let account = AccountID(arn.accountID)
        else { throw ConfigurationError(role.cut(to: 300), "is not the ARN of a role") }
        let name = arn.resource.dropFirst(EntityKind.role.resourceType.count + 1)
        guard name.unicodeScalars.count <= longestSwitchName else {
            throw ConfigurationError(role.cut(to: 300), "path and name have at most \(longestSwitchName) characters")
        }
        guard broker.hasPrefix("https://") || broker.hasPrefix("http://") else {
            throw ConfigurationError(broker.cut(to: 300), "is not a URL, such as https://broker.example.com")
        }
        let page = (broker.hasSuffix("/") ? String(broker.dropLast()) : broker) + "/switchrole"
        return "\(page)?account=\(account)&roleName=\(PercentEncoding.encode(String(name)))"
    }

    /// Characters of path and name together, at most, where people switch.
    package static let longestSwitchName = 64

    private static func text(provider arn: String, action: String, condition: Condition) -> String {
        text(principal: JSONMember("Federated", arn), action: action, condition: condition)
    }

    private static func text(principal: JSONMember, action: String, condition: Condition) -> String {
        var statement = [
            JSONMember("Effect", "Allow"), JSONMember("Principal", .object([principal])), JSONMember("Action", action),
        ]
        if !condition.isEmpty {
            let clauses = condition.map { clause in
                JSONMember(clause.operator, .object(clause.tests.map { JSONMember($0.key, $0.value) }))
            }
            statement.append(JSONMember("Condition", .object(clauses)))
        }
        let policy = JSONValue.object([
            JSONMember("Version", "2012-10-17"), JSONMember("Statement", .array([.object(statement)])),
        ])
        return policy.indentedText + "\n"
    }
}
