import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    private static let resource = AccessResource.entity(.user, name: "UserName")

    static let userTagOperations: [IAMOperation] = [
        .writing(
            "TagUser", parameters: [.required("UserName", .existingUserName), .required("Tags", .tags)],
            access: AccessRule(resource, keys: [.requestTags])
        ) { context in
            try await Tags.tag(UserRecord.get(context), context)
        },
        .writing(
            "UntagUser", parameters: [.required("UserName", .existingUserName), .required("TagKeys", .tagKeys)],
            access: AccessRule(resource, keys: [.tagKeys])
        ) { context in
            try await Tags.untag(UserRecord.get(context), context)
        },
        .reading(
            "ListUserTags", parameters: [.required("UserName", .existingUserName)] + .page, access: AccessRule(resource)
        ) { context in
            try await Tags.page(UserRecord.get(context).record.tags, context.parameters)
        },
    ]
}
