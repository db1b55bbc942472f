import IAMPolicy
import StateMachinePolicies
import Testing

@Suite("Roles of state machines")
struct RoleCheckTests {
    private func check(_ role: String, _ made: StateMachinePolicy) throws -> RoleCheck {
        let document = try PolicyDocument(simulating: role, kind: .inlineRole)
        return RoleCheck([AttachedPolicy(name: "role.json", document: document)], against: made)
    }

    private static let jobs: [(integration: String, parameters: String)] = [
        ("batch:submitJob.sync", "{}"), ("ecs:runTask.sync", #"{"TaskDefinition": "t:1"}"#),
        ("glue:startJobRun.sync", "{}"),
        ("databrew:startJobRun.sync", "{}"), ("sagemaker:createTrainingJob.sync", #"{"RoleArn": "r"}"#),
        ("sagemaker:createTransformJob.sync", "{}"), ("elasticmapreduce:createCluster.sync", "{}"),
        ("elasticmapreduce:addStep.sync", "{}"), ("elasticmapreduce:terminateCluster.sync", "{}"),
        ("emr-containers:startJobRun.sync", "{}"), ("emr-containers:deleteVirtualCluster.sync", "{}"),
        ("athena:startQueryExecution.sync", "{}"), ("codebuild:startBuild.sync", "{}"),
        ("codebuild:startBuildBatch.sync", "{}"), ("codebuild:retryBuildBatch.sync", "{}"),
        ("eks:createCluster.sync", "{}"), ("eks:deleteCluster.sync", "{}"), ("states:startExecution.sync", "{}"),
    ]

    @Test(arguments: jobs)
    func whatIsMissingIsToldWithItsPurpose(_ integration: String, _ parameters: String) throws {
        let made = try policy(of: definition(integration, parameters))
        #expect(try check(made.json, made).gaps.isEmpty)
        for need in made.access {
            let without = made.json.replacing("\"\(need.action)\"", with: "\"none:Nothing\"")
            let gaps = try check(without, made).gaps
            #expect(Set(gaps.map(\.action)) == [need.action])
            #expect(Set(gaps.map(\.purpose)) == Set(need.purposes), "\(need.action)")
        }
    }

    @Test func aRoleForOtherResourcesLacksThese() throws {
        let made = try policy(of: definition("sns:publish", #"{"TopicArn": "arn:aws:sns:\#(place):a"}"#))
        let other = made.json.replacing(":a\"", with: ":b\"")
        #expect(try check(other, made).gaps.map(\.resource) == ["arn:aws:sns:\(place):a"])
        let some = try policy(of: definition("sns:publish", #"{"TopicArn.$": "$.t"}"#))
        #expect(try check(made.json, some).gaps.map(\.resource) == ["*"])
        let role =
            #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sns:*", "Resource": "*"}, "#
            + #"{"Effect": "Deny", "Action": "sns:Publish", "Resource": "arn:aws:sns:*:*:a"}]}"#
        #expect(try check(role, made).gaps.count == 1)
    }

    @Test func wildcardsThatGrantMoreAreListed() throws {
        let made = try policy(of: definition("sns:publish", #"{"TopicArn": "arn:aws:sns:\#(place):a"}"#))
        let role = #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sns:*", "Resource": "*"}}"#
        let result = try check(role, made)
        #expect(result.gaps.isEmpty && result.surpluses.map(\.text) == ["sns:*", "*"])
        #expect(try check(made.json, made).surpluses.isEmpty)
        let any = try policy(of: definition("sns:publish", #"{"TopicArn.$": "$.t"}"#))
        #expect(try check(any.json, any).surpluses.isEmpty)
        #expect(try check(role, any).surpluses.map(\.text) == ["sns:*"])
        let other =
            #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::x"}}"#
        #expect(try check(other, any).surpluses.map(\.text) == ["iam:*", "arn:aws:s3:::x"])
    }
}
