import ArgumentParser
import CommandIO
import Encodings
import IAMPolicy
import StateMachinePolicies

/// `sallyport policy from-state-machine`: the least policy for the role of a state machine.
struct PolicyFromStateMachineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "from-state-machine",
        abstract: "Write the least policy for the role of a state machine.",
        discussion: """
            Reads a definition in the Amazon States Language. What a task names is granted
            by name, what its input tells on every resource; a task that ends in .sync may
            also ask how its job is getting on, be told of its end, and end it.

              sallyport policy from-state-machine orders.asl.json > policy.json
              sallyport policy from-state-machine --format explain orders.asl.json

            With --check, policies of a role are held against that: what they lack is
            listed with its purpose (call, poll, events, cancel, pass-role), and wildcards
            that grant more than is needed. Exit status 1 means that something lacks.

              sallyport policy from-state-machine orders.asl.json --check role/*.json

            What no policy can hold, such as permissions that are set up by hand, is told
            on the standard error. Region, account and partition are those of the
            definition's own ARNs unless given.
            """
    )

    /// How the policy is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json
        case explain
    }

    @Argument(help: ArgumentHelp("A definition; - is standard input.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The account that the state machine runs in.", valueName: "id"))
    var account: String?

    @Option(help: "The region that it runs in.")
    var region: String?

    @Option(help: "The partition: aws, aws-cn or aws-us-gov.")
    var partition: String?

    @Flag(help: "An express workflow, which can't wait for jobs or tokens.")
    var express = false

    @Flag(help: "Executions are traced with AWS X-Ray.")
    var xray = false

    @Flag(help: "Executions are logged to CloudWatch Logs.")
    var logging = false

    @Option(help: "The policy as json, or explain: for each action, which states need it.")
    var format = Format.json

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Policies of a role to check in the place of writing one.", valueName: "policy"))
    var check: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write the resource policy of the APIs that this state machine calls.", valueName: "arn"))
    var apiPolicyFor: String?

    func validate() throws {
        if let partition, !["aws", "aws-cn", "aws-us-gov"].contains(partition) {
            throw ValidationError("--partition is aws, aws-cn or aws-us-gov")
        }
        if apiPolicyFor != nil, !check.isEmpty { throw ValidationError("give one of --check and --api-policy-for") }
        if let apiPolicyFor, ARN(apiPolicyFor) == nil { throw ValidationError("--api-policy-for takes an ARN") }
        _ = try givenDeployment()
    }

    func run() throws {
        let policy = try Terminal.reported(requiredPolicy)
        if let arn = apiPolicyFor.flatMap(ARN.init) { return try writeAPIPolicy(of: policy, for: arn) }
        if !check.isEmpty { return try writeCheck(of: policy) }
        switch format {
        case .json:
            for finding in policy.findings { Terminal.complain("\(file):\(finding)") }
            Terminal.write(json: policy.json)
        case .explain:
            Terminal.write(StateMachinePolicyText.lines(policy) + policy.findings.map { "\(file):\($0)" })
        }
    }

    private func givenDeployment() throws -> Deployment {
        do throws(ConfigurationError) {
            var deployment = try Deployment(partition: partition, region: region, accountID: account)
            deployment.isExpress = express
            deployment.isTraced = xray
            deployment.isLogged = logging
            return deployment
        } catch {
            throw ValidationError("\(error)")
        }
    }

    private func requiredPolicy() throws -> StateMachinePolicy {
        let text = try PolicyInput.text(atPath: file)
        let deployment = try givenDeployment()
        do throws(StateMachineError) {
            return try StateMachinePolicy(for: StateMachineDefinition(parsing: text), in: deployment)
        } catch {
            throw InputError("\(file):\(error)")
        }
    }

    private func writeAPIPolicy(of policy: StateMachinePolicy, for arn: ARN) throws {
        guard let text = policy.apiPolicy(for: arn) else {
            Terminal.complain("\(file): no task calls an API")
            throw ExitCode.refused
        }
        Terminal.write(json: text)
    }

    private func writeCheck(of policy: StateMachinePolicy) throws {
        let policies = try Terminal.reported {
            try check.map { try PolicyInput.policy(atPath: $0, kind: .inlineRole) }
        }
        let result = RoleCheck(policies, against: policy)
        Terminal.write(StateMachinePolicyText.lines(result) + policy.findings.map { "\(file):\($0)" })
        if !result.gaps.isEmpty { throw ExitCode.refused }
    }
}
