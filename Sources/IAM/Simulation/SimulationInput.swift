import AWSQuery
import Accounts
import IAMPolicy
import Sessions

/// What is simulated: who does what to which resources.
struct SimulationInput {
    let policies: PolicySet
    let actions: [String]
    /// Empty when the call names none.
    let resources: [String]
    let caller: Principal
    let keys: ContextKeys
    /// Account of resources whose ARNs do not tell.
    let resourceOwner: String

    /// Throws `InvalidInput` for what does not fit together.
    init(
        _ context: OperationContext, _ policies: SimulationPolicies, source: PolicySource? = nil
    ) throws(QueryFault) {
        let parameters = context.parameters
        self.policies = policies.set
        actions = parameters.list(.actionNames)
        resources = parameters.list(.resourceARNs)
        let malformed = actions.filter { !Self.isAction($0) }
        guard malformed.isEmpty else {
            throw .invalidInput("Invalid Input Actions: [\(malformed.joined(separator: ","))]")
        }
        guard resources.count < 2 || !resources.contains("*") else {
            throw .invalidInput("Invalid Input: * cannot be simulated together with individual resources.")
        }
        if let option = parameters.text(.resourceHandlingOption) {
            guard let scenario = ResourceScenario(rawValue: option) else {
                throw .invalidInput("Invalid Resource Handling Option: \(option)")
            }
            let missing = scenario.missingTypes(among: resources).joined(separator: ", ")
            guard missing.isEmpty else {
                throw .invalidInput("Invalid Input: \(option) needs resources of further types: \(missing)")
            }
        }
        let named = try Self.caller(context, source)
        guard policies.set.resource == nil || named != nil else {
            throw .invalidInput("Invalid caller - Caller cannot be null or empty.")
        }
        caller = named ?? source?.principal ?? Self.anybody(context)
        var keys = (named ?? source?.principal)?.contextKeys ?? [:]
        keys.merge(try ContextEntry.keys(parameters))
        self.keys = keys
        resourceOwner = try Self.owner(parameters) ?? context.account.id.description
    }

    /// `service:Action`, in full: a simulation takes no wildcards here, as AWS documents.
    private static func isAction(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.contains(where: " *?".contains) }
    }

    /// The user in `CallerArn`, else the user whose policies are simulated.
    private static func caller(
        _ context: OperationContext, _ source: PolicySource?
    ) throws(QueryFault) -> Principal? {
        guard let text = context.parameters.text(.callerARN) else {
            return source?.kind == .user ? source?.principal : nil
        }
        guard case .user(let arn)? = Principal(parsing: text) else { throw .invalidEntityARN(text) }
        return .user(arn: arn)
    }

    /// A user of the account about whom nothing is known.
    private static func anybody(_ context: OperationContext) -> Principal {
        .user(arn: context.account.arn(.user, name: ""))
    }

    private static func owner(_ parameters: QueryParameters) throws(QueryFault) -> String? {
        guard let text = parameters.text(.resourceOwner) else { return nil }
        guard let id = AccountID(ARN(text)?.accountID ?? text) else { throw .invalidInput("Invalid Resource Owner.") }
        return id.description
    }

    /// The account that owns a resource.
    func owner(of resource: String) -> String {
        guard let account = ARN(resource).flatMap({ AccountID($0.accountID) }) else { return resourceOwner }
        return account.description
    }

    /// The request for one action on one resource.
    ///
    /// Without the resource's policy nobody can say what another account, or a role's trust policy, grants: then the
    /// caller's policies alone decide.
    func request(_ action: String, _ resource: String) -> RequestContext {
        let isAlone = policies.resource == nil
        var request = RequestContext(
            principal: caller, action: action, resource: resource,
            resourceAccount: isAlone ? caller.accountID : owner(of: resource), keys: keys)
        request.assumesDelegation = isAlone
        return request
    }
}
