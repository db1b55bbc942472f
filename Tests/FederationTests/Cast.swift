import Accounts
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import STS
import Sessions
import Testing

/// Users, roles and roots of two accounts, kept in the store as IAM keeps them, and those who act as them.
struct Cast {
    static let account = "123456789012"
    static let other = "210987654321"
    /// An account of another partition.
    static let china = "333333333333"
    static let everything = allow(#""*""#)

    let broker: Broker
    var service: SecurityTokenService { broker.service }

    init() throws {
        let directory = try FederationDirectory(
            accounts: [World.account(), World.account(Self.other), World.account(Self.china, .awsChina)], providers: [],
            roles: [])
        broker = try Broker(directory: directory)
    }

    static func allow(_ actions: String, on resource: String = "*", condition: String? = nil) -> String {
        statement("Allow", #""Action":\#(actions),"Resource":"\#(resource)""#, condition)
    }

    static func deny(_ actions: String, condition: String? = nil) -> String {
        statement("Deny", #""Action":\#(actions),"Resource":"*""#, condition)
    }

    /// A trust policy for principals of type AWS.
    static func trust(
        _ principals: any CustomStringConvertible..., effect: String = "Allow",
        actions: String = #"["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]"#, condition: String? = nil
    ) -> String {
        let list = principals.map { "\"\($0)\"" }.joined(separator: ",")
        return statement(effect, #""Principal":{"AWS":[\#(list)]},"Action":\#(actions)"#, condition)
    }

    private static func statement(_ effect: String, _ rest: String, _ condition: String?) -> String {
        let tests = condition.map { #","Condition":\#($0)"# } ?? ""
        return #"{"Version":"2012-10-17","Statement":[{"Effect":"\#(effect)",\#(rest)\#(tests)}]}"#
    }

    // MARK: Entities

    func write<Value: Sendable>(_ body: @escaping @Sendable (any EntityWriter) async throws -> Value) async throws
        -> Value
    {
        try await broker.store.writeEntities(body)
    }

    /// A user with a key and inline policies.
    func user(
        _ name: String = "ana", path: String = "/", policies: String..., tags: [SessionTag] = [],
        account: String = account
    ) async throws -> Caller {
        let inline = policies.enumerated().map { InlinePolicy(name: "p\($0.offset)", document: $0.element) }
        let user = Entity(
            account: try World.account(account).id, name: name, path: path,
            uniqueID: UniqueID.make(.user, SystemRandomSource()),
            createDate: Timestamp(roundingDown: World.now), record: UserRecord(tags: tags, inlinePolicies: inline))
        return try await key(of: user, account)
    }

    /// The root of an account.
    func root(_ account: String = account) async throws -> Caller { try await key(of: nil, account) }

    private func key(of user: Entity<UserRecord>?, _ account: String) async throws -> Caller {
        let key = try AccessKeys.make(
            account: try World.account(account).id, owner: user?.uniqueID, keyRing: broker.ring,
            random: SystemRandomSource(), at: Timestamp(roundingDown: World.now))
        try await write { writer in
            if let user { try await writer.insert(user) }
            try await writer.insert(key.entity)
        }
        return try await service.authenticate(
            accessKeyID: key.entity.uniqueID, sessionToken: nil, at: World.now
        ).caller
    }

    /// A role; gives its ARN.
    @discardableResult
    func role(
        _ name: String = "Worker", path: String = "/", trust: String = trust(account), policies: String...,
        tags: [SessionTag] = [], maxSessionDuration: Int = 7_200, account: String = account
    ) async throws -> String {
        let inline = policies.enumerated().map { InlinePolicy(name: "p\($0.offset)", document: $0.element) }
        let accountID = try World.account(account).id
        let document = try PolicyDocument(parsing: trust, kind: .trust)
        try await write { writer in
            guard case .resolved(let ids) = try await TrustedPrincipals.resolve(document, writer) else {
                throw NoPrincipal()
            }
            try await writer.insert(
                Entity(
                    account: accountID, name: name, path: path, uniqueID: UniqueID.make(.role, SystemRandomSource()),
                    createDate: Timestamp(roundingDown: World.now),
                    record: RoleRecord(
                        assumeRolePolicyDocument: trust, trustedIDs: ids, maxSessionDuration: maxSessionDuration,
                        tags: tags, inlinePolicies: inline)))
        }
        return "arn:\(account == Self.china ? "aws-cn" : "aws"):iam::\(account):role\(path)\(name)"
    }

    struct NoPrincipal: Error {}

    /// Gives a user or role another inline policy.
    func put(_ policy: String, on caller: Caller) async throws {
        let id = caller.issuer.uniqueID
        let isRole = caller.issuer.kind == .role
        try await write { writer in
            let inline = InlinePolicy(name: "put", document: policy)
            if isRole, var role = try await writer.entity(RoleRecord.self, uniqueID: id) {
                role.record.inlinePolicies.append(inline)
                try await writer.update(role)
            } else if var user = try await writer.entity(UserRecord.self, uniqueID: id) {
                user.record.inlinePolicies.append(inline)
                try await writer.update(user)
            }
        }
    }

    /// A managed policy; gives its ARN.
    func managedPolicy(_ name: String, _ document: String, account: String = account) async throws -> String {
        let entity = Entity(
            account: try World.account(account).id, name: name,
            uniqueID: UniqueID.make(.policy, SystemRandomSource()), createDate: Timestamp(roundingDown: World.now),
            record: PolicyRecord(document: document, createDate: Timestamp(roundingDown: World.now)))
        try await write { try await $0.insert(entity) }
        return "arn:aws:iam::\(account):policy/\(name)"
    }

    // MARK: Acting

    /// Whoever has these credentials.
    func caller(_ credentials: SessionCredentials, at instant: Date = World.now) async throws -> Caller {
        try await service.authenticate(
            accessKeyID: credentials.accessKeyID, sessionToken: credentials.sessionToken, at: instant
        ).caller
    }

    func assume(
        _ role: String, as caller: Caller, at instant: Date = World.now,
        _ change: (inout AssumeRoleRequest) -> Void = { _ in }
    ) async throws -> AssumeRoleResult {
        var request = AssumeRoleRequest(roleARN: role, roleSessionName: "work")
        change(&request)
        return try await service.assumeRole(request, caller: caller, call: World.call, at: instant)
    }

    /// The session of a role.
    func session(
        of role: String, as caller: Caller, at instant: Date = World.now,
        _ change: (inout AssumeRoleRequest) -> Void = { _ in }
    ) async throws -> Caller {
        try await self.caller(try await assume(role, as: caller, at: instant, change).credentials, at: instant)
    }

    /// Code and text of a refusal; nil when there is none.
    func refusal(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let error as STSError {
            return "\(error)"
        } catch {
            return "other: \(error)"
        }
    }

    func denied(_ caller: Caller, _ action: String, _ resource: String) -> String {
        "AccessDenied (403): User: \(caller.arn) is not authorized to perform: \(action) on resource: \(resource)"
    }
}
