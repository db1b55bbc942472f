import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    private static let resource = AccessResource.entity(.user, name: "UserName")

    static let userTagOperations: [IAMOperation] = [
        .writing(
            "TagUser", [.required("UserName", .existingUserName), .required("Tags", .tags)],
            AccessRule(resource, keys: [.requestTags])
        ) { context in
            try Tags.tag(try UserRecord.get(context), context)
        },
        .writing(
            "UntagUser", [.required("UserName", .existingUserName), .required("TagKeys", .tagKeys)],
            AccessRule(resource, keys: [.tagKeys])
        ) { context in
            try Tags.untag(try UserRecord.get(context), context)
        },
        .reading("ListUserTags", [.required("UserName", .existingUserName)] + .page, AccessRule(resource)) { context in
            try Tags.page(try UserRecord.get(context).record.tags, context.parameters)
        },
    ]
}
