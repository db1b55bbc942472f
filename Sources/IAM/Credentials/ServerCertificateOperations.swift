import AWSQuery
import Accounts
import Encodings
import Foundation
import IAMCredentials
import IAMPolicy

extension IAMService {
    private static let ofCertificate = AccessRule(.entity(.serverCertificate, name: .serverCertificateName))

    static let serverCertificateOperations: [IAMOperation] = [
        .writing(
            "UploadServerCertificate",
            parameters: [
                .optional(.path), .required(.serverCertificateName), .required(.certificateBody),
                .required(.privateKey), .optional(.certificateChain), .optional(.tags),
            ],
            access: AccessRule(
                .new(.serverCertificate, name: .serverCertificateName), keys: [.requestTags],
                further: [(parameter: .tags, action: "TagServerCertificate")]),
            uploadServerCertificate),
        .reading(
            "GetServerCertificate", parameters: [.required(.serverCertificateName)], access: ofCertificate,
            getServerCertificate),
        .reading(
            "ListServerCertificates", parameters: [.optional(.pathPrefix)] + .page, access: AccessRule(.any),
            listServerCertificates),
        .writing(
            "UpdateServerCertificate",
            parameters: [
                .required(.serverCertificateName), .optional(.newPath), .optional(.newServerCertificateName),
            ],
            access: AccessRule(
                .renamed(.serverCertificate, name: .serverCertificateName, newName: .newServerCertificateName)),
            updateServerCertificate),
        .writing(
            "DeleteServerCertificate", parameters: [.required(.serverCertificateName)], access: ofCertificate,
            deleteServerCertificate),
    ]

    /// The texts of a certificate, as they are kept beside its record.
    private struct Texts: Codable {
        let body: String
        let chain: String?
    }

    private static func uploadServerCertificate(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        let texts = Texts(body: parameters[.certificateBody], chain: parameters.text(.certificateChain))
        let certificate: UploadedCertificate
        do throws(UploadedCertificate.Refusal) {
            certificate = try UploadedCertificate(pem: texts.body)
            if let chain = texts.chain { try UploadedCertificate.checkChain(pem: chain) }
            try certificate.checkKey(pem: parameters[.privateKey])
        } catch {
            throw QueryFault(error)
        }
        guard certificate.holds(at: context.instant) else {
            throw QueryFault("MalformedCertificate", "The certificate does not hold now.")
        }
        let entity = Entity(
            account: context.account.id, name: parameters[.serverCertificateName], path: parameters.text(.path) ?? "/",
            uniqueID: UniqueID.make(.serverCertificate, context.random), createDate: context.instant,
            record: ServerCertificateRecord(expiration: certificate.notAfter, tags: try Tags.read(parameters)))
        try await context.insert(entity, quota: Quotas.serverCertificates)
        try await context.entities.setDocument(Array(try JSONEncoder().encode(texts)), of: entity.uniqueID)
        return QueryResult(
            [.structure("ServerCertificateMetadata", listed(entity, context))] + Tags.members(entity.record.tags))
    }

    private static func getServerCertificate(_ context: OperationContext) async throws -> QueryResult {
        let entity = try await context.serverCertificate()
        guard let document = try await context.entities.document(of: entity.uniqueID),
            let texts = try? JSONDecoder().decode(Texts.self, from: Data(document))
        else { throw StoreError(.corrupt, "server certificate \(entity.uniqueID) has no text") }
        var members: [QueryMember] = [
            .structure("ServerCertificateMetadata", listed(entity, context)), .text("CertificateBody", texts.body),
        ]
        members.append("CertificateChain", texts.chain)
        return QueryResult([.structure("ServerCertificate", members + Tags.members(entity.record.tags))])
    }

    private static func listServerCertificates(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let certificates = try await context.list(
            ServerCertificateRecord.self, pathPrefix: context.parameters.text(.pathPrefix) ?? "/", after: page.after,
            limit: page.readLimit)
        let (shown, members) = page.cut(certificates) { EntityRow.fold($0.name) }
        return QueryResult(
            [.structures("ServerCertificateMetadataList", shown.map { listed($0, context) })] + members)
    }

    private static func updateServerCertificate(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        try await context.rename(
            context.serverCertificate(), name: parameters.text(.newServerCertificateName),
            path: parameters.text(.newPath))
        return .none
    }

    private static func deleteServerCertificate(_ context: OperationContext) async throws -> QueryResult {
        try await context.entities.delete(uniqueID: context.serverCertificate().uniqueID)
        return .none
    }

    private static func listed(
        _ certificate: Entity<ServerCertificateRecord>, _ context: OperationContext
    ) -> [QueryMember] {
        [
            .text("Path", certificate.path), .text("ServerCertificateName", certificate.name),
            .text("ServerCertificateId", certificate.uniqueID),
            .text("Arn", "\(certificate.arn(in: context.partition))"),
            .text("UploadDate", certificate.createDate.iso8601),
            .text("Expiration", certificate.record.expiration.iso8601),
        ]
    }
}

extension OperationContext {
    /// The certificate in `ServerCertificateName`.
    ///
    /// Throws `NoSuchEntity`.
    func serverCertificate() async throws -> Entity<ServerCertificateRecord> {
        try await get(ServerCertificateRecord.self, parameters[.serverCertificateName])
    }
}
