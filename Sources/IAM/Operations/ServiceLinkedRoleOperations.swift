import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    static let serviceLinkedRoleOperations: [IAMOperation] = [
        .writing(
            "CreateServiceLinkedRole",
            parameters: [.required(.awsServiceName), .optional(.description), .optional(.customSuffix)],
            access: AccessRule(.newServiceLinkedRole(service: .awsServiceName), keys: [.serviceName(.awsServiceName)]),
            createServiceLinkedRole),
        .writing(
            "DeleteServiceLinkedRole", parameters: [.required(.roleName)], access: ofRole, deleteServiceLinkedRole),
        .reading(
            "GetServiceLinkedRoleDeletionStatus", parameters: [.required(.deletionTaskID)],
            access: AccessRule(.deletionTask(.deletionTaskID)), getServiceLinkedRoleDeletionStatus),
    ]

    private static func createServiceLinkedRole(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        let (service, suffix) = (parameters[.awsServiceName], parameters.text(.customSuffix))
        guard let definition = context.directory.serviceLinkedRoles.definition(of: service) else {
            throw QueryFault.invalidInput("The service \(service) has no service-linked role.")
        }
        guard suffix == nil || definition.allowsSuffix else {
            throw QueryFault.invalidInput("Custom suffix is not allowed for \(service)")
        }
        let name = context.directory.serviceLinkedRoles.roleName(service: service, suffix: suffix)
        guard name.utf8.count <= 64 else {
            throw QueryFault.invalidInput("Service role name \(name) is longer than 64 characters.")
        }
        guard try await context.find(RoleRecord.self, name) == nil else {
            throw QueryFault.invalidInput(
                "Service role name \(name) has been taken in this account, please try a different suffix.")
        }
        try await checkLinkedQuota(context)
        let role = Entity(
            account: context.account.id, name: name, path: "\(Role.serviceLinkedPath)\(definition.service)/",
            uniqueID: UniqueID.make(.role, context.random), createDate: context.instant,
            record: RoleRecord(
                assumeRolePolicyDocument: definition.trustPolicy, description: parameters.text(.description),
                linkedService: definition.service))
        try await context.insert(role)
        let policy = ARN(
            .policy, path: Role.serviceLinkedPath, name: definition.policyName, account: "aws", in: context.partition)
        try await context.entities.link(role.uniqueID, .attachedPolicy, to: policy.description)
        return QueryResult([.structure("Role", try await made(role, context))])
    }

    private static func checkLinkedQuota(_ context: OperationContext) async throws {
        let quota = ServiceLinkedRoles.quota
        let linked = try await context.list(RoleRecord.self, pathPrefix: Role.serviceLinkedPath, limit: quota)
        guard linked.count < quota else {
            throw QueryFault.limitExceeded("Cannot exceed quota for ServiceLinkedRolesPerAccount: \(quota)")
        }
    }

    private static func deleteServiceLinkedRole(_ context: OperationContext) async throws -> QueryResult {
        let role = try await context.get(RoleRecord.self, context.parameters[.roleName])
        guard role.record.linkedService != nil else {
            throw QueryFault.invalidInput("The role \(role.name) is not a service-linked role.")
        }
        return QueryResult([.text("DeletionTaskId", try await DeletionTask.task(for: role, context).uniqueID)])
    }

    private static func getServiceLinkedRoleDeletionStatus(_ context: OperationContext) async throws -> QueryResult {
        let id = context.parameters[.deletionTaskID]
        guard var task = try await context.entities.entity(DeletionTaskRecord.self, uniqueID: id),
            task.account == context.account.id
        else { throw QueryFault.noSuchEntity(.deletionTask, id) }
        if task.record.status == .notStarted {
            // The deletion is carried out when somebody asks for its end, if not before.
            try context.requireWriting()
            try await DeletionTask.carryOut(&task, context.entities, at: context.instant)
        }
        return QueryResult([.text("Status", task.record.status.rawValue)] + reason(task.record))
    }

    private static func reason(_ task: DeletionTaskRecord) -> [QueryMember] {
        guard let reason = task.reason else { return [] }
        var members: [QueryMember] = [.text("Reason", reason)]
        if let usage = task.usage {
            members.append(
                .structures(
                    "RoleUsageList", [[.text("Region", usage.region), .list("Resources", [usage.arn])]]))
        }
        return [.structure("Reason", members)]
    }
}
