import Accounts
import FederationTesting
import Foundation
import IAMPolicy
import Keys
import SAML2
import STS
import Sessions
import Testing

/// One account with a provider and two roles, and assertions for them.
struct World {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    static let issuer = "https://idp.example.com/metadata"
    static let recipient = "https://broker.example.com/saml"
    static let provider = "arn:aws:iam::123456789012:saml-provider/corp-idp"
    static let admin = "arn:aws:iam::123456789012:role/Administrator"
    static let reader = "arn:aws:iam::123456789012:role/teams/Reader"
    static let prefix = "https://aws.amazon.com/SAML/Attributes/"
    static let call = CallContext(requestID: "req-1", sourceIPAddress: "192.0.2.10", userAgent: "test")

    static let openTrust = trust()

    static func trust(
        actions: String = #"["sts:AssumeRoleWithSAML","sts:TagSession","sts:SetSourceIdentity"]"#,
        condition: String? = nil,
        provider: String = provider
    ) -> String {
        let tests = condition.map { #","Condition":\#($0)"# } ?? ""
        return #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\#(provider)"},"#
            + #""Action":\#(actions)\#(tests)}]}"#
    }

    static func account(
        _ id: String = "123456789012", _ partition: Partition = .aws, inactiveRegions: Set<String> = []
    ) throws -> Account {
        Account(
            id: try #require(AccountID(id)), partition: partition, alias: id == "123456789012" ? "example" : nil,
            inactiveRegions: inactiveRegions)
    }

    /// Signs what the tests call good, and something that was never registered.
    static let signer = Result { try TestIdentityProvider(entityID: issuer, at: now) }
    static let stranger = Result { try TestIdentityProvider(entityID: issuer, at: now) }

    /// An identity provider of another name with a key that is there already: making keys takes time.
    static func identityProvider(
        _ issuer: String = issuer, key: Result<TestIdentityProvider, any Error> = signer
    ) throws -> TestIdentityProvider {
        try TestIdentityProvider(
            entityID: issuer, singleSignOnURL: issuer, privateKeyPEM: try key.get().privateKeyPEM(), at: now)
    }

    static func metadata(
        issuer: String = issuer, key: Result<TestIdentityProvider, any Error> = signer, validUntil: Date? = nil
    ) throws -> IdentityProviderMetadata {
        let text = try identityProvider(issuer, key: key).metadata(validUntil: validUntil)
        return try IdentityProviderMetadata(parsing: Array(text.utf8), at: .distantPast)
    }

    static func directory(
        trust: String = openTrust, maxSessionDuration: Int = 7_200, validUntil: Date? = nil,
        inactiveRegions: Set<String> = []
    ) throws -> FederationDirectory {
        let account = try account(inactiveRegions: inactiveRegions)
        let other = try World.account("210987654321")
        let policy = try PolicyDocument(parsing: trust, kind: .trust)
        return try FederationDirectory(
            accounts: [account, other],
            providers: [
                SAMLProvider(account: account, name: "corp-idp", metadata: metadata(validUntil: validUntil)),
                SAMLProvider(account: account, name: "second", metadata: metadata(issuer: "https://other.example.com")),
                SAMLProvider(account: account, name: "foreign-key", metadata: metadata(key: stranger)),
                SAMLProvider(account: other, name: "corp-idp", metadata: metadata()),
            ],
            roles: [
                Role(
                    account: account, name: "Administrator", trustPolicy: policy, maxSessionDuration: maxSessionDuration
                ),
                Role(account: account, name: "Reader", path: "/teams/", trustPolicy: policy),
                Role(account: other, name: "Elsewhere", trustPolicy: policy),
            ])
    }

    /// Two roles through one provider, and a session name.
    static let attributes = [
        attribute("Role", "\(admin),\(provider)", "\(reader),\(provider)"),
        attribute("RoleSessionName", "alice@example.com"),
    ]

    static func attribute(_ name: String, _ values: String...) -> SAMLAttribute {
        SAMLAttribute(name: prefix + name, values: values)
    }

    /// A real response, signed and validated.
    static func assertion(
        _ attributes: [SAMLAttribute] = attributes, id: String = "_assertion1", issuer: String = issuer,
        issued: Date = now, subject: NameID? = nil, oneTimeUse: Bool = false, sessionNotOnOrAfter: Date? = nil
    ) throws -> ValidatedAssertion {
        let provider = try identityProvider(issuer)
        var template = ResponseTemplate(
            id: "1", at: issued, recipient: recipient, audience: recipient, attributes: attributes)
        template.assertionID = id
        if let subject { template.subject = subject }
        template.oneTimeUse = oneTimeUse
        template.sessionNotOnOrAfter = sessionNotOnOrAfter
        let validator = ResponseValidator(
            serviceProvider: ServiceProvider(recipients: [recipient], audiences: [recipient]))
        return try validator.validate(
            xml: provider.response(template),
            trusting: TrustedIdentityProviders(metadata(issuer: issuer).identityProviders), at: issued
        ).outcome.get()
    }

    static func validation(_ assertion: ValidatedAssertion? = nil) throws -> ResponseValidation {
        ResponseValidation(checks: [], outcome: .success(try assertion ?? self.assertion()), observed: nil)
    }

    static func refusal(_ name: String, actual: String = "something") -> ResponseValidation {
        let check = Check(
            name: name, status: .failed, expected: "expected", actual: actual, reference: "clause",
            hint: "register its new metadata")
        return ResponseValidation(checks: [check], outcome: .failure(ResponseRefusal(failures: [check])), observed: nil)
    }

    static func request(
        _ assertion: ValidatedAssertion? = nil, role: String = admin, provider: String = provider,
        duration: Int? = nil, policy: String? = nil, channel: Channel = .api
    ) throws -> AssumeRoleWithSAMLRequest {
        AssumeRoleWithSAMLRequest(
            roleARN: role, principalARN: provider, response: try validation(assertion), durationSeconds: duration,
            policy: policy, channel: channel)
    }

    /// The same with a response that a validator has refused.
    static func request(refused response: ResponseValidation) -> AssumeRoleWithSAMLRequest {
        AssumeRoleWithSAMLRequest(roleARN: admin, principalARN: provider, response: response)
    }
}

/// A service over the world, with its store and sink at hand.
struct Broker {
    let service: SecurityTokenService
    let store: InMemoryFederationStore
    let sink: InMemoryAuditSink
    let ring: KeyRing

    init(
        directory: FederationDirectory? = nil, ring: KeyRing? = nil, store: InMemoryFederationStore? = nil,
        sink: InMemoryAuditSink = InMemoryAuditSink(), options: SecurityTokenService.Options = .init()
    ) throws {
        let store = store ?? InMemoryFederationStore()
        let ring = ring ?? KeyRing(generatedAt: World.now)
        self.service = SecurityTokenService(
            directory: try directory ?? World.directory(), keyRing: ring, store: store, audit: sink, options: options)
        self.store = store
        self.sink = sink
        self.ring = ring
    }

    @discardableResult
    func assume(
        _ request: AssumeRoleWithSAMLRequest? = nil, at instant: Date = World.now
    ) async throws -> AssumeRoleWithSAMLResult {
        try await service.assumeRoleWithSAML(try request ?? World.request(), call: World.call, at: instant)
    }

    /// The refusal of `body`; a test fails when there is none.
    func refusal(
        _ request: AssumeRoleWithSAMLRequest, at instant: Date = World.now,
        _ location: SourceLocation = #_sourceLocation
    ) async throws -> STSError {
        do {
            _ = try await service.assumeRoleWithSAML(request, call: World.call, at: instant)
        } catch {
            return error
        }
        throw Unrefused(location: location)
    }

    struct Unrefused: Error { let location: SourceLocation }
}
