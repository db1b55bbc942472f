import AWSQuery
import Federation
import IAMPolicy

extension IAMService {
    private static let resource = AccessResource.entity(.user, name: "UserName")

    static let userTagOperations: [IAMOperation] = [
        .writing(
            "TagUser", [.required("UserName", .existingUserName), .required("Tags", .tags)],
            AccessRule(resource, keys: [.requestTags])
        ) { context in
            var user = try context.entities.get(UserRecord.self, context.parameters["UserName"])
            try Tags.add(try Tags.read(context.parameters), to: &user.record.tags)
            try context.entities.update(user)
            return .none
        },
        .writing(
            "UntagUser", [.required("UserName", .existingUserName), .required("TagKeys", .tagKeys)],
            AccessRule(resource, keys: [.tagKeys])
        ) { context in
            var user = try context.entities.get(UserRecord.self, context.parameters["UserName"])
            Tags.remove(context.parameters, from: &user.record.tags)
            try context.entities.update(user)
            return .none
        },
        .reading("ListUserTags", [.required("UserName", .existingUserName)] + .page, AccessRule(resource)) { context in
            let user = try context.entities.get(UserRecord.self, context.parameters["UserName"])
            return try Tags.page(user.record.tags, context.parameters)
        },
    ]
}
