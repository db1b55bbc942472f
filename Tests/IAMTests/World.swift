import AWSQuery
import Accounts
import Encodings
import FederationTesting
import Foundation
import IAM
import IAMCredentials
import IAMPolicy
import Keys
import SAML2
import STS
import SallyportSQLite
import Sessions
import Testing

/// Two accounts over a store of their own, one of them with a configured role and provider, and callers for them.
struct World {
    /// Where the entities are kept.
    enum Storage: CaseIterable { case memory, sqlite }

    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    static let call = CallContext(
        requestID: "req-1", sourceIPAddress: "192.0.2.10", userAgent: "test", region: "us-east-1")
    /// Names of what is configured.
    static let configuredRole = "Configured"
    static let configuredProvider = "configured-idp"
    /// A trust policy that names nobody who would have to be there.
    static let trust = World.trust(#"{"AWS":"123456789012"}"#)
    static let allowAll = policy("*")

    let store: any FederationStore
    let tokens: SecurityTokenService
    let iam: IAMService
    let keyRing: KeyRing
    let uses = LastUseRecorder()
    /// Account 123456789012, with the alias `example` and the configured entities.
    let account: Account
    /// Account 210987654321, without anything.
    let other: Account
    private let directory: TemporaryDirectory?

    /// - Parameters:
    ///   - serviceControl: policies that limit the first account, level by level.
    ///   - managedPolicies: those of AWS.
    ///   - serviceLinkedRoles: the services that have roles.
    init(
        _ storage: Storage = .memory, serviceControl: [[AttachedPolicy]] = [],
        managedPolicies: ManagedPolicies = .builtIn, serviceLinkedRoles: ServiceLinkedRoles = .builtIn
    ) throws {
        account = Account(
            id: try #require(AccountID("123456789012")), partition: .aws, alias: "example",
            serviceControl: serviceControl)
        other = Account(id: try #require(AccountID("210987654321")), partition: .aws)
        keyRing = KeyRing(generatedAt: Self.now)
        switch storage {
        case .memory: (store, directory) = (InMemoryFederationStore(), nil)
        case .sqlite:
            let directory = try TemporaryDirectory()
            store = try SQLiteFederationStore(path: directory.path("store.sqlite"), synchronous: .normal)
            self.directory = directory
        }
        let metadata = try Self.identityProvider.get().identityProviderMetadata(at: Self.now)
        var tokens = SecurityTokenService(
            directory: try FederationDirectory(
                accounts: [account, other],
                providers: [SAMLProvider(account: account, name: Self.configuredProvider, metadata: metadata)],
                roles: [
                    Role(
                        account: account, name: Self.configuredRole,
                        trustPolicy: try PolicyDocument(parsing: Self.trust, kind: .trust))
                ],
                managedPolicies: managedPolicies, serviceLinkedRoles: serviceLinkedRoles),
            keyRing: keyRing, store: store, audit: InMemoryAuditSink())
        tokens.outboundIssuers = "https://broker.example.com/oidc"
        self.tokens = tokens
        iam = Self.service(store, tokens, keyRing, uses)
    }

    /// With passwords that are hashed fast.
    private static func service(
        _ store: any FederationStore, _ tokens: SecurityTokenService, _ keyRing: KeyRing, _ uses: LastUseRecorder
    ) -> IAMService {
        var iam = IAMService(store: store, tokens: tokens, keyRing: keyRing, uses: uses)
        iam.hashing.cost = LoginProfileRecord.Cost(rounds: 16, blockSize: 1, parallelism: 1)
        return iam
    }

    /// The same store and keys after a restart, with the configuration of before unless another is said.
    init(sharing world: World, directory configured: FederationDirectory? = nil) throws {
        (account, other, keyRing, store, directory) = (
            world.account, world.other, world.keyRing, world.store, world.directory
        )
        tokens = SecurityTokenService(
            directory: configured ?? world.tokens.directory, keyRing: keyRing, store: store,
            audit: InMemoryAuditSink())
        iam = Self.service(store, tokens, keyRing, uses)
    }

    /// Made once: keys take time.
    static let identityProvider = Result {
        try TestIdentityProvider(entityID: "https://idp.example.com/metadata", at: now)
    }

    // MARK: Policies

    /// A trust policy for AssumeRole by a principal, which is given as JSON.
    static func trust(_ principal: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\#(principal),"#
            + #""Action":"sts:AssumeRole"}]}"#
    }

    /// A policy of one statement.
    static func policy(
        _ action: String, effect: String = "Allow", resource: String = "*", condition: String? = nil
    ) -> String {
        let tests = condition.map { #","Condition":\#($0)"# } ?? ""
        return #"{"Version":"2012-10-17","Statement":[{"Effect":"\#(effect)","Action":"\#(action)","#
            + #""Resource":"\#(resource)"\#(tests)}]}"#
    }

    // MARK: Callers

    /// The root of an account: of the first, unless another is said.
    func root(_ account: Account? = nil) async throws -> Caller {
        try await caller(in: account ?? self.account, owner: nil)
    }

    /// A new user with these embedded policies, with an access key.
    func user(
        _ name: String, _ policies: String..., path: String = "/", tags: [SessionTag] = [], in account: Account? = nil
    ) async throws -> Caller {
        let account = account ?? self.account
        let user = Entity(
            account: account.id, name: name, path: path, uniqueID: UniqueID.make(.user, SystemRandomSource()),
            createDate: Timestamp(roundingDown: Self.now),
            record: UserRecord(
                tags: tags,
                inlinePolicies: policies.enumerated().map { InlinePolicy(name: "p\($0.offset)", document: $0.element) })
        )
        try await store.writeEntities { try await $0.insert(user) }
        return try await caller(in: account, owner: user.uniqueID)
    }

    /// The caller with a new access key of a user, or of root.
    func caller(in account: Account, owner: String?) async throws -> Caller {
        let made = try AccessKeys.make(
            account: account.id, owner: owner, keyRing: keyRing, random: SystemRandomSource(),
            at: Timestamp(roundingDown: Self.now))
        try await store.writeEntities { try await $0.insert(made.entity) }
        return try await tokens.authenticate(accessKeyID: made.entity.uniqueID, sessionToken: nil, at: Self.now).caller
    }

    // MARK: Calls

    /// Carries out an operation with parameters as they are on the wire; the caller is root unless another is said.
    @discardableResult
    func perform(
        _ name: String, _ parameters: [String: String] = [:], as caller: Caller? = nil, at instant: Date = now
    ) async throws -> QueryResult {
        let operation = try #require(IAMService.operations[name], "there is no \(name)")
        let caller = if let caller { caller } else { try await root() }
        return try await iam.perform(
            operation, QueryParameters(parameters), caller: caller, call: Self.call, at: instant
        ).result
    }

    /// The refusal of an operation; the test fails when it is carried out.
    func fault(
        _ name: String, _ parameters: [String: String] = [:], as caller: Caller? = nil, at instant: Date = now,
        _ location: SourceLocation = #_sourceLocation
    ) async throws -> QueryFault {
        let operation = try #require(IAMService.operations[name], "there is no \(name)", sourceLocation: location)
        let caller = if let caller { caller } else { try await root() }
        do {
            let answer = try await iam.perform(
                operation, QueryParameters(parameters), caller: caller, call: Self.call, at: instant)
            throw Unrefused(location: location, result: answer.result)
        } catch let fault as QueryFault {
            return fault
        }
    }

    struct Unrefused: Error {
        let location: SourceLocation
        let result: QueryResult
    }
}

/// A directory of its own for the files of one test, removed at the end.
final class TemporaryDirectory: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("sallyport-iam-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}
