import AWSQuery
import Accounts

extension IAMService {
    /// Operations on what no account has here: they answer as AWS does where there is none.
    static let absentOperations: [IAMOperation] =
        [
            // An account is in no organization.
            .reading("ListOrganizationsFeatures", parameters: [], access: AccessRule(.any)) { _ in
                throw QueryFault(
                    "OrganizationNotFoundException", "No organization is associated with your account.", status: 404)
            },
            .reading(
                "GetOrganizationsAccessReport", parameters: [.required(.jobID)] + .page, access: AccessRule(.any)
            ) { context in
                throw QueryFault.noSuchEntity("Job with id \(context.parameters[.jobID]) cannot be found.")
            },
            // Nobody asks for permissions for a time.
            .reading(
                "ListDelegationRequests", parameters: [.optional(.ownerID)] + .page, access: AccessRule(.any)
            ) { context in
                _ = try Page(context.parameters)
                // The service model writes it so.
                return QueryResult([.structures("DelegationRequests", []), .boolean("isTruncated", false)])
            },
        ] + absentPasswords + absentInstanceProfiles + absentCredentials

    // MARK: Passwords

    private static let absentPasswords: [IAMOperation] = [
        .reading(
            "GetLoginProfile", parameters: [.optional(.userName, .newUserName)], access: ofUserOrCaller,
            noLoginProfile),
        .writing(
            "UpdateLoginProfile", parameters: [.required(.userName, .newUserName)],
            access: AccessRule(.entity(.user, name: .userName)), noLoginProfile),
        .writing(
            "DeleteLoginProfile", parameters: [.optional(.userName, .newUserName)], access: ofUserOrCaller,
            noLoginProfile),
        .reading("GetAccountPasswordPolicy", parameters: [], access: AccessRule(.any)) { context in
            throw QueryFault.noSuchEntity(
                "The Password Policy with domain name \(context.account.id) cannot be found.")
        },
        .writing("DeleteAccountPasswordPolicy", parameters: [], access: AccessRule(.any)) { _ in
            throw QueryFault.noSuchEntity("The account policy with name PasswordPolicy cannot be found.")
        },
    ]

    private static func noLoginProfile(_ context: OperationContext) async throws -> QueryResult {
        let user = try await context.get(UserRecord.self, context.userName())
        throw QueryFault.noSuchEntity("Login Profile for User \(user.name) cannot be found.")
    }

    // MARK: Instance profiles

    private static let absentInstanceProfiles: [IAMOperation] = [
        .reading(
            "ListInstanceProfiles", parameters: [.optional(.pathPrefix)] + .page, access: AccessRule(.any),
            { try noneOf("InstanceProfiles", $0) }),
        .reading(
            "GetInstanceProfile", parameters: [.required(.instanceProfileName)], access: AccessRule(.any)
        ) { context in
            throw QueryFault.noSuchEntity(
                "Instance Profile \(context.parameters[.instanceProfileName]) cannot be found.")
        },
    ]

    // MARK: Keys and certificates

    private static let absentCredentials: [IAMOperation] = [
        .reading(
            "ListServerCertificates", parameters: [.optional(.pathPrefix)] + .page, access: AccessRule(.any),
            { try noneOf("ServerCertificateMetadataList", $0) }),
        ofUser("ListSSHPublicKeys", none: "SSHPublicKeys", shape: .newUserName),
        ofUser("ListSigningCertificates", none: "Certificates"),
        .reading(
            "ListServiceSpecificCredentials", parameters: [.optional(.userName, .newUserName)] + .page,
            access: ofUserOrCaller
        ) { context in
            _ = try await context.get(UserRecord.self, context.userName())
            return QueryResult([.structures("ServiceSpecificCredentials", [])])
        },
    ]

    /// An operation that lists what a user, or root, has none of.
    private static func ofUser(_ name: String, none list: String, shape: ParameterShape? = nil) -> IAMOperation {
        .reading(name, parameters: [.optional(.userName, shape)] + .page, access: ofUserOrCaller) { context in
            _ = try await context.credentialOwner()
            return try noneOf(list, context)
        }
    }

    /// The last page of a list without members.
    private static func noneOf(_ list: String, _ context: OperationContext) throws -> QueryResult {
        _ = try Page(context.parameters)
        return QueryResult([.structures(list, []), .boolean("IsTruncated", false)])
    }
}
