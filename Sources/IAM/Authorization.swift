import AWSQuery
import Accounts
import Foundation
import IAMPolicy
import STS
import Sessions

/// Whether the caller's own policies allow an operation on what it is about.
struct Authorization {
    let operation: IAMOperation
    let context: OperationContext
    private let tokens: SecurityTokenService

    init(_ operation: IAMOperation, _ context: OperationContext, _ tokens: SecurityTokenService) {
        self.operation = operation
        self.context = context
        self.tokens = tokens
    }

    /// Throws `AccessDenied` that says which kind of policy stands in the way; gives the ARNs of what the operation is
    /// about.
    func check(_ policies: PolicySet) async throws -> [String] {
        let targets = try await targets()
        for target in targets { try await check(policies, target, actions: actions) }
        if let name = operation.access.passedRole {
            let role = try await existing(.role, context.parameters[name])
            try await check(
                policies, role, actions: ["iam:PassRole"],
                keys: [
                    "iam:PassedToService": ["ec2.amazonaws.com"],
                    "iam:AssociatedResourceArn": targets.map(\.resource),
                ])
        }
        return targets.map(\.resource)
    }

    private func check(
        _ policies: PolicySet, _ target: Target, actions: [String], keys further: [String: [String]] = [:]
    ) async throws {
        for action in actions {
            var keys = try await keys(target)
            for (key, values) in further { keys[key] = values }
            let request = RequestContext(
                principal: context.caller.principal, action: action, resource: target.resource,
                resourceAccount: context.account.id.description, keys: keys)
            let decision = policies.evaluate(request)
            let isAllowed = if decision.isAllowed { true } else { try await isLeftToUsers(decision) }
            guard isAllowed else {
                let message = tokens.authorizationMessage(for: decision, caller: context.caller, at: context.instant)
                throw AuthorizationFault.denied(
                    context.caller, action: action, on: target.resource, naming: decision, message: message)
            }
        }
    }

    /// Whether the account leaves the operation to every user whom no policy denies it.
    private func isLeftToUsers(_ decision: PolicyDecision) async throws -> Bool {
        guard operation.isLeftToUsers, decision.effect != .explicitlyDenied, context.caller.userName != nil,
            let policy = try await context.find(PasswordPolicyRecord.self, PasswordPolicyRecord.name)
        else { return false }
        return policy.record.allowsUsersToChange
    }

    private var actions: [String] {
        let further = operation.access.further.filter { rule in
            context.parameters.text(rule.parameter) != nil || !context.parameters.structures(rule.parameter).isEmpty
        }
        return ["iam:\(operation.name)"] + further.map { "iam:\($0.action)" }
    }

    /// What the operation is about, and what is known of it when it is there.
    private struct Target {
        /// Its ARN, `*`, or whatever else the call says.
        var resource: String
        var uniqueID: String?
        var name: String?
        var path = "/"
        var tags: [SessionTag] = []

        static let any = Target(resource: "*")
    }

    private func targets() async throws -> [Target] {
        let parameters = context.parameters
        guard case .renamed(let kind, let name, let newName) = operation.access.resource else {
            return [try await target()]
        }
        let current = try await existing(kind, parameters[name])
        var renamed = current
        renamed.resource = resource(
            kind, parameters.text(.newPath) ?? current.path,
            parameters.text(newName) ?? current.name ?? parameters[name])
        return renamed.resource == current.resource ? [current] : [current, renamed]
    }

    private func target() async throws -> Target {
        let parameters = context.parameters
        switch operation.access.resource {
        case .any: return .any
        case .entity(let kind, let name), .renamed(let kind, let name, _):
            return try await existing(kind, parameters[name])
        case .userOrCaller(let name):
            // Whoever is no user and names none is told so by the operation itself.
            guard let user = parameters.text(name) ?? context.caller.userName else {
                return Target(resource: context.caller.arn.description)
            }
            return try await existing(.user, user)
        case .caller: return Target(resource: context.caller.arn.description)
        case .userOfAccessKey(let name):
            let key = try await context.entities.entity(AccessKeyRecord.self, uniqueID: parameters[name])
            guard let key, key.account == context.account.id else { return .any }
            guard let owner = key.owner, let user = try await context.entities.entity(UserRecord.self, uniqueID: owner)
            else {
                return Target(resource: context.account.rootARN.description)
            }
            return target(user, \.tags) ?? .any
        case .new(let kind, let name):
            var text = parameters[name]
            // What is no URL is refused by the operation itself.
            if kind == .oidcProvider, let url = try? IssuerURL(text) { text = url.name }
            return Target(resource: resource(kind, parameters.text(.path) ?? "/", text))
        case .arn(let name): return try await existing(parameters[name])
        case .deletionTask(let name):
            // task/aws-service-role/<service>/<role>/<uuid>; the role may be gone.
            let parts = parameters[name].split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 5, parts[0] == "task" else { return Target(resource: resource(.role, "/", "*")) }
            return Target(resource: resource(.role, "/\(parts[1])/\(parts[2])/", String(parts[3])))
        case .newServiceLinkedRole(let service):
            let name = context.directory.serviceLinkedRoles.roleName(
                service: parameters[service], suffix: parameters.text(.customSuffix))
            return Target(resource: resource(.role, "/aws-service-role/\(parameters[service])/", name))
        }
    }

    private func resource(_ kind: EntityKind, _ path: String, _ name: String) -> String {
        context.account.arn(kind, path: path, name: name).description
    }

    /// The entity with this name; its ARN without a path when there is none.
    private func existing(_ kind: EntityKind, _ name: String) async throws -> Target {
        let found: Target? =
            switch kind {
            case .role: try await target(context.find(RoleRecord.self, name), \.tags)
            case .user: try await target(context.find(UserRecord.self, name), \.tags)
            case .group: try await target(context.find(GroupRecord.self, name)) { _ in [] }
            case .policy: try await target(context.find(PolicyRecord.self, name), \.tags)
            case .samlProvider: try await target(context.find(SAMLProviderRecord.self, name), \.tags)
            case .oidcProvider: try await target(context.find(OIDCProviderRecord.self, name), \.tags)
            case .mfaDevice: try await target(context.find(MFADeviceRecord.self, name), \.tags)
            case .instanceProfile: try await target(context.find(InstanceProfileRecord.self, name), \.tags)
            case .serverCertificate: try await target(context.find(ServerCertificateRecord.self, name), \.tags)
            case .accessKey, .accountAlias, .deletionTask, .outboundIssuer, .loginProfile, .passwordPolicy,
                .sshPublicKey, .signingCertificate, .serviceCredential, .credentialReport, .accessReport,
                .tokenPreferences, .clientGrant, .attemptCount, .recordSegment:
                nil
            }
        return found ?? Target(resource: resource(kind, "/", name))
    }

    /// The entity that an ARN names, of whatever kind.
    private func existing(_ text: String) async throws -> Target {
        guard let arn = ARN(text), arn.accountID == context.account.id.description,
            let kind = EntityKind.allCases.first(where: { $0.resourceType == arn.resourceType })
        else { return Target(resource: text) }
        let found = try await existing(kind, arn.name(of: kind))
        return found.resource == text ? found : Target(resource: text)
    }

    private func target<Record>(
        _ entity: Entity<Record>?, _ tags: (Record) -> [SessionTag]
    ) -> Target? {
        entity.map {
            Target(
                resource: $0.arn(in: context.partition).description, uniqueID: $0.uniqueID, name: $0.name,
                path: $0.path, tags: tags($0.record))
        }
    }

    // MARK: Condition keys

    private func keys(_ target: Target) async throws -> ContextKeys {
        var keys = RequestKeys(context.caller, context.call, at: context.instant).keys
        for tag in target.tags {
            keys["aws:ResourceTag/\(tag.key)"] = [tag.value]
            keys["iam:ResourceTag/\(tag.key)"] = [tag.value]
        }
        for rule in operation.access.keys { try await add(rule, target, &keys) }
        return keys
    }

    private func add(_ rule: AccessKeyRule, _ target: Target, _ keys: inout ContextKeys) async throws {
        let parameters = context.parameters
        switch rule {
        case .policyARN(let name): keys["iam:PolicyARN"] = parameters.text(name).map { [$0] }
        case .permissionsBoundary(let name):
            if let arn = name.flatMap(parameters.text) {
                keys["iam:PermissionsBoundary"] = [arn]
            } else if let id = target.uniqueID {
                keys["iam:PermissionsBoundary"] = try await context.entities.targets(of: id, .permissionsBoundary)
            }
        case .requestTags:
            let tags = parameters.structures(.tags)
            for tag in tags { keys["aws:RequestTag/\(tag[.key])"] = [tag[.value]] }
            keys["aws:TagKeys"] = tags.map { $0[.key] }
        case .tagKeys: keys["aws:TagKeys"] = parameters.list(.tagKeys)
        case .serviceName(let name): keys["iam:AWSServiceName"] = parameters.text(name).map { [$0] }
        }
    }
}
