import ArgumentParser
import CommandIO
import Encodings
import IAMPolicy
import S3Mapping

/// `sallyport policy evaluate`: one request against policy files.
struct PolicyEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Decide about a request and tell why.",
        discussion: """
            The request comes from options, or as JSON with the names principal, action,
            resource, resourceAccount and context:

              sallyport policy evaluate --resource-policy trust.json --explain \\
                  --principal arn:aws:iam::123456789012:saml-provider/corp \\
                  --action sts:AssumeRoleWithSAML \\
                  --resource arn:aws:iam::123456789012:role/Operator \\
                  --context saml:aud=https://signin.aws.amazon.com/saml
              sallyport policy evaluate --identity operator.json --request request.json

            A request of the S3 API is mapped to its actions, resources and s3: keys; each
            action has to be allowed:

              sallyport policy evaluate --identity operator.json \\
                  --principal arn:aws:iam::123456789012:user/ana \\
                  --http 'PUT /films/2026/a.mp4' --header 'x-amz-acl: private'

            A --context that is given twice for one key makes a list. aws:PrincipalArn,
            aws:PrincipalAccount, aws:PrincipalType and aws:username follow from the
            principal unless given. Exit status 0 means allowed, 1 denied or not a request
            that S3 has.
            """
    )

    @Option(parsing: .singleValue, help: "A policy of the caller; may be repeated.")
    var identity: [String] = []

    @Option(help: "The resource's policy, or a role's trust policy.")
    var resourcePolicy: String?

    @Option(parsing: .singleValue, help: "A session policy; may be repeated.")
    var session: [String] = []

    @Option(parsing: .singleValue, help: "The permissions boundary.")
    var boundary: [String] = []

    @Option(parsing: .singleValue, help: "A service control policy; each is a level of its own.")
    var serviceControl: [String] = []

    @Option(help: "A JSON file with the request; options win over it.")
    var request: String?

    @Option(help: "Who asks: an ARN, an account id, a service's name, or * for anyone.")
    var principal: String?

    @Option(help: "What is asked for, such as s3:GetObject.")
    var action: String?

    @Option(help: "The resource's ARN (default *).")
    var resource: String?

    @Option(
        help: ArgumentHelp(
            "A request of the S3 API, in the place of --action and --resource.", valueName: "method path"))
    var http: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A header of the request of --http; may be repeated.", valueName: "name: value"))
    var header: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A domain whose subdomains are buckets; may be repeated.", valueName: "domain"))
    var virtualHost: [String] = []

    @Option(help: "The account that owns the resource, where its ARN does not tell.")
    var resourceAccount: String?

    @Option(parsing: .singleValue, help: ArgumentHelp("A condition key and its value.", valueName: "key=value"))
    var context: [String] = []

    @Flag(help: "Tell which statements decided, and why others did not apply.")
    var explain = false

    @Option(help: "How to print the decision: text or json.")
    var format = OutputFormat.text

    func run() throws {
        let givenKeys = try contextKeys()
        if let request = try httpRequest() { return try decide(request, givenKeys) }
        let decision = try Terminal.reported {
            let request = try requestContext(givenKeys)
            return try policySet(action: request.action).evaluate(request)
        }
        format.write(
            explain ? decision.explanationLines : [decision.effect.rawValue],
            json: PolicyDecisionText.json(decision, explain: explain).text(spaced: true))
        if !decision.isAllowed { throw ExitCode.refused }
    }

    func validate() throws {
        if request == nil, principal == nil || action == nil && http == nil {
            throw ValidationError("Give --principal and --action or --http, or --request.")
        }
        if http != nil, action != nil || resource != nil {
            throw ValidationError("--http stands in the place of --action and --resource.")
        }
        if http == nil, !header.isEmpty || !virtualHost.isEmpty {
            throw ValidationError("--header and --virtual-host go with --http.")
        }
        _ = try contextKeys()
        _ = try httpRequest()
    }

    private func httpRequest() throws -> S3Request? {
        try http.map { try HTTPArgument.request($0, headers: header, virtualHosts: virtualHost) }
    }

    /// Decides about a request of S3, question by question.
    private func decide(_ request: S3Request, _ givenKeys: ContextKeys) throws {
        let (reader, policies) = try Terminal.reported { (try requestReader(), try policySet(action: "s3:*")) }
        let asked = try Terminal.reported { try reader.asked() }
        let evaluation: S3Evaluation
        do throws(S3MappingError) {
            let access = try S3Mapping.access(for: request, partition: asked.principal.partition ?? "aws")
            evaluation = S3Evaluation(access, of: policies) { question in
                var keys = asked.principal.contextKeys
                for more in [question.keys, asked.keys, givenKeys] { keys.merge(more) }
                return RequestContext(
                    principal: asked.principal, action: question.action, resource: question.resource,
                    resourceAccount: asked.resourceAccount, keys: keys)
            }
        } catch {
            format.write(["Refused: \(error)"], json: S3Evaluation.json(error).text(spaced: true))
            throw ExitCode.refused
        }
        format.write(
            evaluation.lines(explain: explain), json: evaluation.json(explain: explain).text(spaced: true))
        if evaluation.effect != .allowed { throw ExitCode.refused }
    }

    private func contextKeys() throws -> ContextKeys {
        var keys = ContextKeys()
        for entry in context {
            guard let equals = entry.firstIndex(of: "="), equals != entry.startIndex else {
                throw ValidationError("--context takes key=value, not \"\(entry)\".")
            }
            let key = String(entry[..<equals])
            keys[key] = (keys[key] ?? []) + [String(entry[entry.index(after: equals)...])]
        }
        return keys
    }

    private func policySet(action: String) throws(InputError) -> PolicySet {
        let resourceKind: PolicyKind = action.lowercased().hasPrefix("sts:") ? .trust : .resource
        return PolicySet(
            identity: try read(identity, .managed),
            resource: try read(resourcePolicy.map { [$0] } ?? [], resourceKind).first,
            session: try read(session, .session),
            boundaries: try read(boundary, .permissionsBoundary),
            serviceControl: try read(serviceControl, .serviceControl).map { [$0] }
        )
    }

    private func read(_ paths: [String], _ kind: PolicyKind) throws(InputError) -> [AttachedPolicy] {
        try paths.map { path throws(InputError) in try PolicyInput.policy(atPath: path, kind: kind) }
    }

    private func requestContext(_ givenKeys: ContextKeys) throws(InputError) -> RequestContext {
        guard var context = try requestReader().contexts().first else {
            throw InputError("the request has no action")
        }
        var keys = context.principal.contextKeys
        keys.merge(context.keys)
        keys.merge(givenKeys)
        context.keys = keys
        return context
    }

    /// The request of the options, completed from its file.
    private func requestReader() throws(InputError) -> PolicyTestRequestReader {
        var members: [JSONMember] = []
        if let principal { members.append(JSONMember("principal", .string(principal))) }
        if let action { members.append(JSONMember("action", .string(action))) }
        if let resource { members.append(JSONMember("resource", .string(resource))) }
        if let resourceAccount { members.append(JSONMember("resourceAccount", .string(resourceAccount))) }
        let options = try parse(JSONValue.object(members).text(spaced: true), name: "request")
        let file = try request.map { path throws(InputError) in
            try parse(try PolicyInput.text(atPath: path), name: path)
        }
        return PolicyTestRequestReader(slice: options, defaults: file, place: request ?? "request")
    }

    private func parse(_ text: String, name: String) throws(InputError) -> JSONSlice {
        do throws(JSONSyntaxError) {
            return JSONSlice(node: try JSONReader.read(text), text: text)
        } catch {
            throw InputError("\(name): \(error.reason)")
        }
    }
}
