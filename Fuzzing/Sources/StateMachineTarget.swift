import Encodings
import IAMPolicy
import StateMachinePolicies

extension FuzzTarget {
    private static let definitions = [
        #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"#
            + #""TaskDefinition":"t:1","Overrides":{"TaskRoleArn":"arn:aws:iam::123456789012:role/x"}},"End":true}}}"#,
        #"{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Map","ItemProcessor":{"StartAt":"B","States":{"#
            + #""B":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Arguments":{"FunctionName":"f"}}}}}}}"#,
        #"{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Task","#
            + #""Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"#
            + #""https://sqs.eu-west-1.amazonaws.com/123456789012/q"}}}}]}}}"#,
        #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:listBuckets"}}}"#,
    ]

    /// Definitions of state machines: what is made of one is a policy that its own check finds nothing missing in.
    static let stateMachine = FuzzTarget(name: "statemachine", dictionary: "policy") {
        definitions.map { Array($0.utf8) }
    } prepare: {
        let deployment = try Deployment(region: "eu-west-1", accountID: "123456789012")
        return { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            guard let definition = try? StateMachineDefinition(parsing: text),
                let made = try? StateMachinePolicy(for: definition, in: deployment), !made.statements.isEmpty,
                !made.findings.contains(where: { $0.code == .tooLong })
            else { return }
            guard let document = try? PolicyDocument(parsing: made.json, kind: .inlineRole) else {
                fatalError("no policy: \(made.json)")
            }
            let check = RoleCheck([AttachedPolicy(name: "role", document: document)], against: made)
            hold(check.gaps.isEmpty, "\(check.gaps) in \(made.json)")
            hold(check.surpluses.isEmpty, "\(check.surpluses) in \(made.json)")
        }
    }
}
