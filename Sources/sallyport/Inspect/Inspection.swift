import Federation
import Foundation
import IAMPolicy
import SAML2

/// Runs every check that the options allow over one message.
struct Inspection {
    let trust: InspectTrustOptions
    let request: InspectRequestOptions

    /// What came out.
    struct Outcome {
        var form: String
        var instant: Date
        var validation: ResponseValidation
        /// All checks: those of SAML, then those of AWS.
        var checks: [Check]
        /// What a caller would be told; nil when accepted.
        var error: STSError?
        /// Claims for showing, verified or not; nil with --saml-only.
        var claims: UnverifiedClaims?
        var contextKeys: [(key: String, values: [String])]
        var notes: [String]

        var isAccepted: Bool { error == nil }
        var isVerified: Bool { (try? validation.outcome.get()) != nil }
    }

    func run(_ message: MessageInput.Message) throws -> Outcome {
        let instant = request.at?.date ?? Date()
        let metadata = try trust.metadata.flatMap { try identityProviders(inFile: $0) }
        let certificates = try certificateProvider()
        let known = metadata + certificates
        let validation = try validator().validate(
            xml: message.xml, trusting: TrustedIdentityProviders(known), at: instant)
        var outcome = Outcome(
            form: message.form, instant: instant, validation: validation, checks: validation.checks, error: nil,
            claims: nil,
            contextKeys: [],
            notes: known.isEmpty ? ["Nothing is verified: give --metadata, or --certificate with --issuer."] : [])
        if case .failure(let refusal) = validation.outcome { outcome.error = STSError(refusal, requestID: "local") }
        if !request.samlOnly { try addClaims(to: &outcome, known) }
        return outcome
    }

    private func identityProviders(inFile path: String) throws -> [IdentityProvider] {
        let bytes = try InputFile.read(path)
        do throws(MetadataError) {
            let document = try MetadataDocument(parsing: bytes, options: .init(stripsByteOrderMark: true))
            return document.entities.compactMap(\.identityProvider)
        } catch {
            throw Terminal.fail("\(path): \(error)")
        }
    }

    private func certificateProvider() throws -> [IdentityProvider] {
        guard let issuer = trust.issuer, !trust.certificate.isEmpty else { return [] }
        var keys: [MetadataKey] = []
        for path in trust.certificate {
            let bytes = try InputFile.read(path)
            do throws(KeyError) {
                keys += try MetadataKey.signingKeys(inCertificateFile: bytes)
            } catch {
                throw Terminal.fail("\(path): \(error)")
            }
        }
        return [IdentityProvider(entityID: issuer, signingKeys: keys)]
    }

    private func validator() throws -> ResponseValidator {
        var decryptionKeys: [DecryptionKey] = []
        for path in trust.decryptionKey {
            let bytes = try InputFile.read(path)
            do throws(KeyError) {
                decryptionKeys.append(try DecryptionKey(pem: bytes))
            } catch {
                throw Terminal.fail("\(path): \(error)")
            }
        }
        let recipients = request.recipient.isEmpty ? [Partition.aws.samlEndpoint] : request.recipient
        let audiences = request.audience.isEmpty ? recipients + [Partition.aws.audience] : request.audience
        return ResponseValidator(
            serviceProvider: ServiceProvider(
                recipients: recipients, audiences: audiences, decryptionKeys: decryptionKeys),
            options: ValidationOptions(
                clockSkew: Double(request.clockSkew), inResponseTo: .unchecked,
                insecureAllowSHA1: trust.insecureAllowSha1, insecureAllowUnsignedCBC: trust.insecureAllowUnsignedCbc,
                insecureAllowRSA15AndTripleDES: trust.insecureAllowRsa15, recordsAllChecks: true))
    }

    /// Role claims, the 5-minute rule and the trust policy: for a verified assertion as AssumeRoleWithSAML would decide, else for showing.
    private func addClaims(to outcome: inout Outcome, _ known: [IdentityProvider]) throws {
        let partition = request.providerARN.flatMap(ARN.init).flatMap { Partition(id: $0.partition) } ?? .aws
        if let observed = outcome.validation.observed?.assertion {
            outcome.claims = UnverifiedClaims(attributes: observed.attributes, partition: partition)
        }
        guard case .success(let assertion) = outcome.validation.outcome else {
            outcome.checks += outcome.claims?.checks ?? []
            outcome.contextKeys = sorted(outcome.claims?.attributeContextKeys ?? [:])
            return
        }
        let provider = try samlProvider(known)
        let role = try self.role(provider?.account)
        let report = AssumptionReport(
            assertion, provider: provider, roleARN: request.roleARN, role: role, partition: partition,
            redemption: RedemptionRule(clockSkew: Double(request.clockSkew)), call: CallContext(requestID: "local"),
            at: outcome.instant)
        outcome.checks += report.checks
        outcome.error = report.error
        outcome.contextKeys = report.contextKeys.names.sorted().map { ($0, report.contextKeys[$0] ?? []) }
    }

    private func sorted(_ keys: [String: [String]]) -> [(key: String, values: [String])] {
        keys.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }

    private func samlProvider(_ known: [IdentityProvider]) throws -> SAMLProvider? {
        guard let text = request.providerARN else { return nil }
        guard let arn = ARN(text), let partition = Partition(id: arn.partition), let id = AccountID(arn.accountID),
            arn.resource.hasPrefix("saml-provider/")
        else { throw Terminal.fail("--provider-arn: \(text) is not the ARN of a SAML provider") }
        do throws(ConfigurationError) {
            return try SAMLProvider(
                account: Account(id: id, partition: partition),
                name: String(arn.resource.dropFirst("saml-provider/".count)),
                metadata: IdentityProviderMetadata(identityProviders: known))
        } catch {
            throw Terminal.fail("--provider-arn: \(error)")
        }
    }

    private func role(_ account: Account?) throws -> Role? {
        guard let path = request.trustPolicy, let text = request.roleARN, let account else { return nil }
        guard let arn = ARN(text), arn.resource.hasPrefix("role/"), let slash = arn.resource.lastIndex(of: "/"),
            let id = AccountID(arn.accountID), let partition = Partition(id: arn.partition)
        else { throw Terminal.fail("--role-arn: \(text) is not the ARN of a role") }
        let policy: PolicyDocument
        let document = try InputFile.readText(path)
        do throws(PolicyError) {
            policy = try PolicyDocument(parsing: document, kind: .trust)
        } catch {
            throw Terminal.fail("\(path): \(error)")
        }
        let name = String(arn.resource[arn.resource.index(after: slash)...])
        let rolePath = String(arn.resource.dropFirst("role".count).dropLast(name.count))
        do throws(ConfigurationError) {
            return try Role(
                account: id == account.id ? account : Account(id: id, partition: partition), name: name, path: rolePath,
                trustPolicy: policy)
        } catch {
            throw Terminal.fail("--role-arn: \(error)")
        }
    }
}
