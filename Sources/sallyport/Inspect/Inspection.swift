import Accounts
import CommandIO
import Encodings
import Foundation
import IAMPolicy
import SAML2
import STS
import Sessions

/// Runs every check that the options allow over one message.
struct Inspection {
    let trust: InspectTrustOptions
    let request: InspectRequestOptions

    func run(_ message: MessageInput.Message) throws -> Outcome {
        let instant = request.at?.date ?? Date()
        let metadata = try trust.metadata.flatMap { try identityProviders(inFile: $0) }
        let certificates = try certificateProvider()
        let known = metadata + certificates
        let validation = try validate(message.xml, TrustedIdentityProviders(known), at: instant)
        var outcome = Outcome(message, validation, at: instant)
        if known.isEmpty {
            outcome.notes.append("nothing is verified: give --metadata, or --certificate with --issuer")
        }
        addNotes(to: &outcome)
        if !request.samlOnly { try addClaims(to: &outcome, known) }
        return outcome
    }

    /// With nothing said of addresses, as AWS's endpoint of whatever partition and region the response is for.
    private func validate(
        _ xml: [UInt8], _ trusted: TrustedIdentityProviders, at instant: Date
    ) throws -> ResponseValidation {
        let validation = try validator().validate(xml: xml, trusting: trusted, at: instant)
        guard request.recipient.isEmpty, let observed = validation.observed else { return validation }
        let addresses =
            [observed.destination].compactMap(\.self)
            + (observed.assertion?.confirmations.compactMap(\.recipient) ?? [])
        let regional = addresses.filter { address in
            Partition.allCases.contains { $0.isSAMLEndpoint(address) && $0.samlEndpoint != address }
        }
        guard !regional.isEmpty else { return validation }
        return try validator(alsoAt: regional).validate(xml: xml, trusting: trusted, at: instant)
    }

    /// What a broker would say that AWS would not, and what somebody with a broker may have overlooked.
    private func addNotes(to outcome: inout Outcome) {
        let observed = outcome.validation.observed
        let answered = observed?.assertion?.confirmations.first?.inResponseTo ?? observed?.inResponseTo
        if let answered {
            outcome.notes.append(
                "subject.in-response-to: it answers the request \(answered.quoted), which AWS does not look at; the sign-in "
                    + "page of a broker takes it in the browser that was sent away with that request (--config judges as "
                    + "for another one)")
        }
        let isForOthers = outcome.checks.contains {
            $0.status == .failed && [.destination, .recipient].contains(ResponseCheck(rawValue: $0.name))
        }
        if isForOthers, request.recipient.isEmpty {
            outcome.notes.append(
                "judged as AWS's own sign-in endpoints would; for a broker give --config sallyport.yaml, or --recipient"
            )
        }
    }

    private func identityProviders(inFile path: String) throws -> [IdentityProvider] {
        let document = try InputFile.read(path) {
            try MetadataDocument(parsing: $0, options: .init(stripsByteOrderMark: true))
        }
        return document.entities.compactMap(\.identityProvider)
    }

    private func certificateProvider() throws -> [IdentityProvider] {
        guard let issuer = trust.issuer, !trust.certificate.isEmpty else { return [] }
        let keys = try trust.certificate.flatMap { try InputFile.read($0, MetadataKey.signingKeys(inCertificateFile:)) }
        return [IdentityProvider(entityID: issuer, signingKeys: keys)]
    }

    private func validator(alsoAt regional: [String] = []) throws -> ResponseValidator {
        let decryptionKeys = try trust.decryptionKey.map { try InputFile.read($0, DecryptionKey.init(pem:)) }
        let recipients =
            request.recipient.isEmpty ? Partition.allCases.map(\.samlEndpoint) + regional : request.recipient
        let audiences = request.audience.isEmpty ? recipients + Partition.allCases.map(\.audience) : request.audience
        return ResponseValidator(
            serviceProvider: ServiceProvider(
                recipients: recipients, audiences: audiences, decryptionKeys: decryptionKeys),
            options: ValidationOptions(
                clockSkew: Double(request.clockSkew ?? 60), inResponseTo: .unchecked,
                insecureAllowSHA1: trust.insecureAllowSha1, insecureAllowUnsignedCBC: trust.insecureAllowUnsignedCbc,
                insecureAllowRSA15AndTripleDES: trust.insecureAllowRsa15, recordsAllChecks: true))
    }

    /// Role claims, the 5-minute rule and the trust policy: for a verified assertion as AssumeRoleWithSAML would decide, else for showing.
    private func addClaims(to outcome: inout Outcome, _ known: [IdentityProvider]) throws {
        let partition = request.providerARN.flatMap(ARN.init).flatMap { Partition(id: $0.partition) } ?? .aws
        outcome.addObservedClaims(partition: partition)
        guard case .success(let assertion) = outcome.validation.outcome else { return }
        let provider = try samlProvider(known)
        let role = try self.role(provider?.account)
        let report = AssumptionReport(
            assertion, provider: provider, roleARN: request.roleARN, role: role, partition: partition,
            redemption: RedemptionRule(clockSkew: Double(request.clockSkew ?? 60)),
            call: CallContext(requestID: "local"),
            at: outcome.instant)
        outcome.take(report)
    }

    private func samlProvider(_ known: [IdentityProvider]) throws -> SAMLProvider? {
        guard let text = request.providerARN else { return nil }
        guard let arn = ARN(text), let partition = Partition(id: arn.partition), let id = AccountID(arn.accountID),
            arn.resource.hasPrefix("saml-provider/")
        else { throw Terminal.fail("--provider-arn: \(text) is not the ARN of a SAML provider") }
        return try Terminal.reported(about: "--provider-arn") {
            try SAMLProvider(
                account: Account(id: id, partition: partition),
                name: String(arn.resource.dropFirst("saml-provider/".count)),
                metadata: IdentityProviderMetadata(identityProviders: known))
        }
    }

    private func role(_ account: Account?) throws -> Role? {
        guard let path = request.trustPolicy, let text = request.roleARN, let account else { return nil }
        guard let arn = ARN(text), arn.resource.hasPrefix("role/"), let id = AccountID(arn.accountID),
            let partition = Partition(id: arn.partition)
        else { throw Terminal.fail("--role-arn: \(text) is not the ARN of a role") }
        let document = try InputFile.readText(path)
        let policy = try Terminal.reported(about: path) { try PolicyDocument(parsing: document, kind: .trust) }
        let name = arn.resourceName
        let rolePath = String(arn.resource.dropFirst("role".count).dropLast(name.count))
        return try Terminal.reported(about: "--role-arn") {
            try Role(
                account: id == account.id ? account : Account(id: id, partition: partition), name: name, path: rolePath,
                trustPolicy: policy)
        }
    }
}
