import AWSQuery
import Accounts

extension IAMService {
    /// Operations on what no account has here: they answer as AWS does where there is none.
    static let absentOperations: [IAMOperation] = [
        // An account is in no organization.
        .reading("ListOrganizationsFeatures", parameters: [], access: AccessRule(.any)) { _ in
            throw QueryFault(
                "OrganizationNotFoundException", "No organization is associated with your account.", status: 404)
        },
        .reading(
            "GetOrganizationsAccessReport", parameters: [.required(.jobID)] + .page, access: AccessRule(.any)
        ) { context in
            throw QueryFault.noSuchEntity(.accessReport, context.parameters[.jobID])
        },
        // Nobody asks for permissions for a time.
        .reading(
            "ListDelegationRequests", parameters: [.optional(.ownerID)] + .page, access: AccessRule(.any)
        ) { context in
            _ = try Page(context.parameters)
            // The service model writes it so.
            return QueryResult([.structures("DelegationRequests", []), .boolean("isTruncated", false)])
        },
    ]
}
