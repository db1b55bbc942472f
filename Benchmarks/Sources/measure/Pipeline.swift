import BenchmarkSupport
import Federation
import Foundation
import IAMPolicy
import SAML2

/// The way of a response from XML to credentials, without HTTP.
struct Pipeline: Sendable {
    let validator: ResponseValidator
    let trusted: TrustedIdentityProviders
    let trustPolicy: PolicyDocument
    let recipient: String
    let issuer: String
    private let directory: FederationDirectory
    private let keyRing = KeyRing(generatedAt: Measure.instant)

    struct Refused: Error {
        let reason: String
    }

    init(factory: ResponseFactory) throws {
        let metadata = try factory.provider.identityProviderMetadata(at: Measure.instant)
        recipient = factory.recipient
        issuer = factory.provider.entityID
        trusted = TrustedIdentityProviders(metadata.identityProviders)
        validator = ResponseValidator(
            serviceProvider: ServiceProvider(recipients: [factory.recipient], audiences: [factory.audience]))
        guard let id = AccountID("123456789012") else { throw Refused(reason: "account id") }
        let account = Account(id: id, partition: .aws)
        let trust = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\(Measure.provider)"},
            "Action":["sts:AssumeRoleWithSAML","sts:TagSession"],
            "Condition":{"StringEquals":{"saml:aud":"\(factory.recipient)","saml:iss":"\(factory.provider.entityID)"},
            "ForAnyValue:StringEquals":{"saml:edupersonaffiliation":["employee","staff"]}}}]}
            """
        trustPolicy = try PolicyDocument(parsing: trust, kind: .trust)
        directory = try FederationDirectory(
            accounts: [account], providers: [try SAMLProvider(account: account, name: "corp", metadata: metadata)],
            roles: [try Role(account: account, name: "Administrator", trustPolicy: trustPolicy)])
    }

    func validationMicroseconds(_ documents: [[UInt8]]) throws -> Double {
        let start = CPUTime.now
        for document in documents {
            _ = try validator.validate(xml: document, trusting: trusted, at: Measure.instant).outcome.get()
        }
        return (CPUTime.now - start) / Double(documents.count)
    }

    @concurrent
    func wholeMicroseconds(
        _ documents: [[UInt8]], audit: any AuditSink = NoAuditSink()
    ) async throws -> Double {
        let service = SecurityTokenService(
            directory: directory, keyRing: keyRing, store: InMemoryFederationStore(), audit: audit)
        let call = CallContext(requestID: "measure", sourceIPAddress: "192.0.2.1")
        let start = CPUTime.now
        for document in documents {
            let validation = validator.validate(xml: document, trusting: trusted, at: Measure.instant)
            _ = try await service.assumeRoleWithSAML(
                AssumeRoleWithSAMLRequest(roleARN: Measure.role, principalARN: Measure.provider, response: validation),
                call: call, at: Measure.instant)
        }
        return (CPUTime.now - start) / Double(documents.count)
    }
}
