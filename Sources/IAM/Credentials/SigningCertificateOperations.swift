import AWSQuery
import Accounts
import Encodings
import IAMCredentials

extension IAMService {
    static let signingCertificateOperations: [IAMOperation] =
        [
            .writing(
                "UploadSigningCertificate", parameters: [.optional(.userName), .required(.certificateBody)],
                access: ofUserOrCaller, uploadSigningCertificate),
            .reading(
                "ListSigningCertificates", parameters: [.optional(.userName)] + .page, access: ofUserOrCaller,
                listSigningCertificates),
        ]
        + changes(
            of: SigningCertificateRecord.self, "SigningCertificate", .certificateID, user: .optional(.userName),
            access: ofUserOrCaller)

    private static func uploadSigningCertificate(_ context: OperationContext) async throws -> QueryResult {
        let user = try await context.user()
        let body = context.parameters[.certificateBody]
        let certificate: UploadedCertificate
        do throws(UploadedCertificate.Refusal) {
            certificate = try UploadedCertificate(pem: body)
        } catch {
            throw QueryFault(error)
        }
        guard certificate.holds(at: context.instant) else {
            throw QueryFault("InvalidCertificate", "The certificate does not hold now.")
        }
        let others = try await context.entities.entities(SigningCertificateRecord.self, ownedBy: user.uniqueID)
        guard !others.contains(where: { $0.record.fingerprint == certificate.fingerprint }) else {
            throw QueryFault("DuplicateCertificate", "The user has this certificate already.", status: 409)
        }
        try await context.checkQuota(SigningCertificateRecord.self, of: user, Quotas.signingCertificatesPerUser)
        let id = UniqueID.signingCertificate(context.random)
        let entity = Entity(
            account: context.account.id, name: id, uniqueID: id, owner: user.uniqueID, createDate: context.instant,
            record: SigningCertificateRecord(body: body, fingerprint: certificate.fingerprint))
        try await context.insert(entity)
        return QueryResult([.structure("Certificate", members(of: entity, user))])
    }

    private static func listSigningCertificates(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let user = try await context.user()
        let certificates = try await context.entities.entities(SigningCertificateRecord.self, ownedBy: user.uniqueID)
        let (shown, members) = page.select(certificates, key: \.uniqueID)
        return QueryResult([.structures("Certificates", shown.map { self.members(of: $0, user) })] + members)
    }

    private static func members(
        of certificate: Entity<SigningCertificateRecord>, _ user: Entity<UserRecord>
    ) -> [QueryMember] {
        [
            .text("UserName", user.name), .text("CertificateId", certificate.uniqueID),
            .text("CertificateBody", certificate.record.body), certificate.status,
            .text("UploadDate", certificate.createDate.iso8601),
        ]
    }
}

extension QueryFault {
    /// Why an uploaded certificate is not taken.
    init(_ refusal: UploadedCertificate.Refusal) {
        switch refusal {
        case .malformed(let reason): self.init("MalformedCertificate", reason)
        case .mismatch: self.init("KeyPairMismatch", "The certificate and the private key do not belong together.")
        }
    }
}
