import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    static let tagOperations: [IAMOperation] = [
        // Service-linked roles can be tagged: a tag gives the service nothing.
        tagging(
            "Role", .roleName, .entity(.role, name: .roleName),
            change: { try await $0.describableRole() }, read: { try await RoleRecord.get($0) }),
        tagging(
            "User", .userName, .entity(.user, name: .userName),
            change: { try await UserRecord.get($0) }, read: { try await UserRecord.get($0) }),
        tagging(
            "InstanceProfile", .instanceProfileName, .entity(.instanceProfile, name: .instanceProfileName),
            change: { try await $0.instanceProfile() }, read: { try await $0.instanceProfile() }),
        tagging(
            "ServerCertificate", .serverCertificateName, .entity(.serverCertificate, name: .serverCertificateName),
            change: { try await $0.serverCertificate() }, read: { try await $0.serverCertificate() }),
        tagging(
            "Policy", .policyARN, .arn(.policyARN), change: { try await changeable($0) },
            read: { try await found($0).entity }),
        tagging(
            "SAMLProvider", .samlProviderARN, .arn(.samlProviderARN),
            change: { try await $0.modifiableProvider() }, read: { try await $0.samlProvider() }),
        tagging(
            "OpenIDConnectProvider", .openIDConnectProviderARN, .arn(.openIDConnectProviderARN),
            change: { try await $0.modifiableOIDCProvider() }, read: { try await $0.oidcProvider() }),
        tagging(
            "MFADevice", .serialNumber, .arn(.serialNumber),
            change: { try await $0.device() }, read: { try await $0.device() }),
    ].flatMap(\.self)

    /// The operations that tag the entity in a parameter, take tags away and list them; `change` gives one that can be
    /// changed.
    private static func tagging<Record: TaggedRecord>(
        _ title: String, _ name: ParameterName, _ resource: AccessResource,
        change: @escaping @Sendable (OperationContext) async throws -> Entity<Record>,
        read: @escaping @Sendable (OperationContext) async throws -> Entity<Record>
    ) -> [IAMOperation] {
        [
            .writing(
                "Tag\(title)", parameters: [.required(name), .required(.tags)],
                access: AccessRule(resource, keys: [.requestTags])
            ) { context in
                var entity = try await change(context)
                try Tags.add(Tags.read(context.parameters), to: &entity.record.tags)
                try await context.entities.update(entity)
                return .none
            },
            .writing(
                "Untag\(title)", parameters: [.required(name), .required(.tagKeys)],
                access: AccessRule(resource, keys: [.tagKeys])
            ) { context in
                var entity = try await change(context)
                Tags.remove(context.parameters, from: &entity.record.tags)
                try await context.entities.update(entity)
                return .none
            },
            .reading("List\(title)Tags", parameters: [.required(name)] + .page, access: AccessRule(resource)) {
                try await Tags.page(read($0).record.tags, $0.parameters)
            },
        ]
    }
}
