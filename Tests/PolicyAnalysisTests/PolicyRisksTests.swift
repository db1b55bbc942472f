import IAMPolicy
import PolicyAnalysis
import Testing

func policy(_ statements: String, kind: PolicyKind = .managed) throws -> PolicyDocument {
    try PolicyDocument(simulating: #"{"Version": "2012-10-17", "Statement": [\#(statements)]}"#, kind: kind)
}

func allow(_ actions: String, on resources: String = "\"*\"", more: String = "") -> String {
    #"{"Effect": "Allow", "Action": [\#(actions)], "Resource": \#(resources)\#(more)}"#
}

@Suite("Risks of a policy")
struct PolicyRisksTests {
    private func codes(_ statements: String, kind: PolicyKind = .managed) throws -> [String] {
        try PolicyRisks.findings(in: policy(statements, kind: kind)).map(\.code.rawValue)
    }

    @Test func everythingOnEverythingIsSaidOnce() throws {
        #expect(try codes(allow("\"*\"")) == ["full-access"])
        #expect(try codes(allow("\"*\"", on: "\"arn:aws:s3:::x\"")).isEmpty)
        let tested = #", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#
        #expect(try codes(allow("\"*\"", more: tested)).isEmpty)
        #expect(try codes(#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#).isEmpty)
    }

    @Test func notActionWithAllowGrantsWhatIsNotThereYet() throws {
        let some = #"{"Effect": "Allow", "NotAction": "s3:Delete*", "Resource": "arn:aws:s3:::reports/*"}"#
        #expect(try codes(some) == ["not-action-allow"])
        let found = try codes(#"{"Effect": "Allow", "NotAction": ["iam:*", "lambda:*", "sts:*"], "Resource": "*"}"#)
        #expect(found.first == "not-action-allow" && found.contains("privilege-escalation"))
        #expect(try codes(#"{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}"#).isEmpty)
    }

    @Test func rolesArePassedToWhomTheyAreMeantFor() throws {
        #expect(try codes(allow("\"iam:PassRole\"")) == ["pass-any-role"])
        #expect(try codes(allow("\"iam:Pass*\"", on: "\"arn:aws:iam::*:role/*\"")) == ["pass-any-role"])
        #expect(try codes(allow("\"iam:PassRole\"", on: "\"arn:aws:iam::123456789012:role/web\"")).isEmpty)
        let tested = #", "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}"#
        #expect(try codes(allow("\"iam:PassRole\"", more: tested)).isEmpty)
    }

    @Test(arguments: [
        #""iam:CreatePolicyVersion""#, #""iam:AttachUserPolicy""#, #""iam:PutRolePolicy""#, #""iam:CreateAccessKey""#,
        #""iam:UpdateAssumeRolePolicy""#, #""iam:AddUserToGroup""#, #""lambda:UpdateFunctionCode""#,
        #""iam:*LoginProfile""#, #""iam:PutUserPermissionsBoundary""#, #""lambda:UpdateFunctionConfiguration""#,
        #""ssm:SendCommand""#, #""glue:UpdateDevEndpoint""#,
    ])
    func waysToMoreAreNamed(_ action: String) throws {
        #expect(try codes(allow(action)).contains("privilege-escalation"))
        let denied = #", {"Effect": "Deny", "Action": [\#(action)], "Resource": "*"}"#
        #expect(try codes(allow(action) + denied).isEmpty)
        let own = #""arn:aws:iam::123456789012:user/${aws:username}""#
        #expect(try codes(allow(action, on: own)).isEmpty)
    }

    @Test(arguments: [
        ["iam:PassRole", "ec2:RunInstances"], ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
        ["iam:PassRole", "cloudformation:CreateStack"],
        ["iam:PassRole", "states:CreateStateMachine", "states:StartExecution"],
        ["iam:PassRole", "lambda:CreateFunction", "lambda:AddPermission"],
        ["iam:PassRole", "ec2:AssociateIamInstanceProfile"], ["iam:PassRole", "glue:UpdateJob", "glue:CreateTrigger"],
        ["iam:PassRole", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"],
        ["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:UpdateService"],
        ["iam:PassRole", "events:PutRule", "events:PutTargets"], ["iam:PassRole", "scheduler:CreateSchedule"],
        ["states:UpdateStateMachine", "states:StartExecution"], ["codebuild:UpdateProject", "codebuild:StartBuild"],
    ])
    func combinationsNeedAllTheirParts(_ actions: [String]) throws {
        let quoted = actions.map { "\"\($0)\"" }
        #expect(try codes(allow(quoted.joined(separator: ", "))).contains("privilege-escalation"))
        for index in quoted.indices {
            var fewer = quoted
            fewer.remove(at: index)
            #expect(try !codes(allow(fewer.joined(separator: ", "))).contains("privilege-escalation"))
        }
        // The parts may stand in several statements.
        #expect(try codes(quoted.map { allow($0) }.joined(separator: ", ")).contains("privilege-escalation"))
    }

    @Test func theAccountOfAPolicyCounts() throws {
        let users = #""arn:aws:iam::123456789012:user/*""#
        #expect(try codes(allow("\"iam:CreateAccessKey\"", on: users)) == ["privilege-escalation"])
    }

    @Test(arguments: [PolicyKind.trust, .resource, .session, .permissionsBoundary, .serviceControl])
    func otherKindsGrantInAnotherWay(_ kind: PolicyKind) throws {
        #expect(try codes(allow("\"*\""), kind: kind).isEmpty)
    }

    @Test func findingsHaveAPlace() throws {
        let text = "{\"Version\": \"2012-10-17\", \"Statement\": [\n  \(allow("\"*\""))]}"
        let findings = PolicyRisks.findings(in: try PolicyDocument(simulating: text, kind: .managed))
        #expect(findings.first?.position.line == 2 && findings.first?.severity == .warning)
    }
}
