public import AWSQuery
public import Accounts
import IAMPolicy

/// The permission that an operation asks for: action, resource and the condition keys that the request adds.
///
/// The action is `iam:` and the operation's name (service authorization reference, "Actions defined by IAM").
public struct AccessRule: Sendable {
    /// What a caller needs the permission for.
    public let resource: AccessResource
    /// Condition keys beside those that every request has.
    public let keys: [AccessKeyRule]
    /// Further actions that are needed when parameters are given: the parameter and the action's name.
    public let further: [(parameter: ParameterName, action: String)]
    /// The role that is given to Amazon EC2 and for which `iam:PassRole` is needed, by the parameter with its name.
    public let passedRole: ParameterName?

    /// Makes a rule.
    init(
        _ resource: AccessResource, keys: [AccessKeyRule] = [],
        further: [(parameter: ParameterName, action: String)] = [], passing role: ParameterName? = nil
    ) {
        self.resource = resource
        self.keys = keys
        self.further = further
        passedRole = role
    }
}

/// The resource of an operation, by the parameters that name it.
public enum AccessResource: Sendable {
    /// `*`: the operation has no resource.
    case any
    /// An entity that is there, by the parameter with its name.
    case entity(EntityKind, name: ParameterName)
    /// A user, by the parameter with the name; the caller when it is absent.
    case userOrCaller(name: ParameterName)
    /// The caller.
    case caller
    /// The user whose access key the parameter names.
    case userOfAccessKey(ParameterName)
    /// An entity that is there, by the parameter with its name, and what it becomes with `NewPath` and the parameter with
    /// a new name: the permission has to be there for both.
    case renamed(EntityKind, name: ParameterName, newName: ParameterName)
    /// An entity that is to be made, by the parameter with its name and, where it has one, `Path`.
    case new(EntityKind, name: ParameterName)
    /// Whatever the parameter with an ARN or serial number says.
    case arn(ParameterName)
    /// The service-linked role of the deletion task in the parameter.
    case deletionTask(ParameterName)
    /// The service-linked role that is to be made for the service in the parameter.
    case newServiceLinkedRole(service: ParameterName)

    /// The resource as documentation writes it.
    public var text: String {
        switch self {
        case .any: "*"
        case .entity(let kind, let name): "\(kind.resourceType) of {\(name)}"
        case .userOrCaller(let name): "user of {\(name)}, or the caller"
        case .caller: "the caller"
        case .userOfAccessKey(let name): "user with the key {\(name)}"
        case .renamed(let kind, let name, let newName):
            "\(kind.resourceType) of {\(name)}, and \(kind.resourceType) {\(ParameterName.newPath)}{\(newName)}"
        // These have no path.
        case .new(let kind, let name) where kind == .samlProvider || kind == .oidcProvider:
            "\(kind.resourceType) {\(name)}"
        case .new(let kind, let name): "\(kind.resourceType) {\(ParameterName.path)}{\(name)}"
        case .arn(let name): "{\(name)}"
        case .deletionTask(let name): "role of {\(name)}"
        case .newServiceLinkedRole(let service): "role/aws-service-role/{\(service)}/…"
        }
    }
}

/// A condition key that an operation adds to a request.
public enum AccessKeyRule: Sendable {
    /// `iam:PolicyARN`: the ARN in the parameter.
    case policyARN(ParameterName)
    /// `iam:PermissionsBoundary`: the ARN in the parameter, else the boundary that the entity has.
    case permissionsBoundary(ParameterName?)
    /// `aws:RequestTag/<key>` and `aws:TagKeys`: the tags in `Tags`.
    case requestTags
    /// `aws:TagKeys`: the keys in `TagKeys`.
    case tagKeys
    /// `iam:AWSServiceName`: the service in the parameter.
    case serviceName(ParameterName)

    /// The key's name.
    public var text: String {
        switch self {
        case .policyARN: "iam:PolicyARN"
        case .permissionsBoundary: "iam:PermissionsBoundary"
        case .requestTags: "aws:RequestTag/*, aws:TagKeys"
        case .tagKeys: "aws:TagKeys"
        case .serviceName: "iam:AWSServiceName"
        }
    }
}
