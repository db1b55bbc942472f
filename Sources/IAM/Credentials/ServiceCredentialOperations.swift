import AWSQuery
import Accounts
import Encodings
import IAMCredentials

extension IAMService {
    private static let user = Parameter.optional(.userName, .newUserName)

    static let serviceCredentialOperations: [IAMOperation] =
        [
            .writing(
                "CreateServiceSpecificCredential",
                parameters: [.required(.userName, .newUserName), .required(.serviceName)],
                access: AccessRule(.entity(.user, name: .userName)), createServiceCredential),
            .reading(
                "ListServiceSpecificCredentials", parameters: [user, .optional(.serviceName)] + .page,
                access: ofUserOrCaller, listServiceCredentials),
            .writing(
                "ResetServiceSpecificCredential", parameters: [user, .required(.serviceCredentialID)],
                access: ofUserOrCaller, resetServiceCredential),
        ]
        + changes(
            of: ServiceCredentialRecord.self, "ServiceSpecificCredential", .serviceCredentialID, user: user,
            access: ofUserOrCaller)

    private static let services = ["cassandra.amazonaws.com", "codecommit.amazonaws.com"]

    /// Throws `NoSuchEntity`.
    private static func checkService(_ name: String) throws(QueryFault) {
        guard services.contains(name) else {
            throw .noSuchEntity("No such service \(name.cut(to: 256)) is supported for Service Specific Credentials")
        }
    }

    private static func createServiceCredential(_ context: OperationContext) async throws -> QueryResult {
        let user = try await context.user()
        let service = context.parameters[.serviceName]
        try checkService(service)
        let others = try await context.entities.entities(ServiceCredentialRecord.self, ownedBy: user.uniqueID)
        let quota = Quotas.serviceCredentialsPerService
        guard others.count(where: { $0.record.serviceName == service }) < quota else {
            throw QueryFault.quota(.serviceCredential, quota, context.account.id)
        }
        let name = try await serviceUserName(user, service, context)
        let password = ServicePassword(context.random)
        let credential = Entity(
            account: context.account.id, name: "\(service)/\(name)",
            uniqueID: UniqueID.make(.serviceCredential, context.random), owner: user.uniqueID,
            createDate: context.instant,
            record: ServiceCredentialRecord(
                serviceName: service, serviceUserName: name, passwordDigest: password.digest))
        try await context.insert(credential)
        return QueryResult([
            .structure("ServiceSpecificCredential", members(of: credential, user, password: password.text))
        ])
    }

    /// A name that nobody of the account has for the service: the user's, with a number where there are others.
    private static func serviceUserName(
        _ user: Entity<UserRecord>, _ service: String, _ context: OperationContext
    ) async throws -> String {
        var number = 0
        while true {
            let name = "\(user.name)\(number == 0 ? "" : "+\(number)")-at-\(context.account.id)"
            if try await context.find(ServiceCredentialRecord.self, "\(service)/\(name)") == nil { return name }
            number += 1
        }
    }

    private static func listServiceCredentials(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let user = try await context.user()
        let service = context.parameters.text(.serviceName)
        if let service { try checkService(service) }
        let credentials = try await context.entities.entities(ServiceCredentialRecord.self, ownedBy: user.uniqueID)
            .filter { service == nil || $0.record.serviceName == service }
        let (shown, members) = page.select(credentials, key: \.uniqueID)
        // AWS says nothing of further pages when there are none.
        let more = members.count > 1 ? members : []
        return QueryResult(
            [.structures("ServiceSpecificCredentials", shown.map { self.members(of: $0, user, password: nil) })] + more)
    }

    private static func resetServiceCredential(_ context: OperationContext) async throws -> QueryResult {
        let (user, found) = try await context.credential(ServiceCredentialRecord.self, .serviceCredentialID)
        var credential = found
        let password = ServicePassword(context.random)
        credential.record.passwordDigest = password.digest
        try await context.entities.update(credential)
        return QueryResult([
            .structure("ServiceSpecificCredential", members(of: credential, user, password: password.text))
        ])
    }

    private static func members(
        of credential: Entity<ServiceCredentialRecord>, _ user: Entity<UserRecord>, password: String?
    ) -> [QueryMember] {
        var members: [QueryMember] = [
            .text("CreateDate", credential.createDate.iso8601), .text("ServiceName", credential.record.serviceName),
            .text("ServiceUserName", credential.record.serviceUserName),
        ]
        members.append("ServicePassword", password)
        return members + [
            .text("ServiceSpecificCredentialId", credential.uniqueID), .text("UserName", user.name), credential.status,
        ]
    }
}
