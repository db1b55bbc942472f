import Foundation
import IAMPolicy
import Testing

/// The policies beside these tests; their YAML files hold the detailed expectations for `sallyport policy test`.
@Suite struct ExamplePolicyTests {
    static func policy(_ name: String, _ kind: PolicyKind = .managed) throws -> PolicyDocument {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Policies"))
        return try PolicyDocument(parsing: String(contentsOf: url, encoding: .utf8), kind: kind)
    }

    @Test(arguments: [
        (
            "workflow-monitor-administrator", "medialive:DeleteChannel",
            "arn:aws:medialive:eu-west-1:123456789012:channel:1", true
        ),
        (
            "workflow-monitor-operator", "medialive:DeleteChannel",
            "arn:aws:medialive:eu-west-1:123456789012:channel:1", false
        ),
        ("workflow-monitor-operator", "logs:GetLogEvents", "*", true),
        ("mediaconnect-console", "iam:PassRole", "arn:aws:iam::123456789012:role/r", true),
        (
            "mediatailor-service-role", "logs:PutLogEvents",
            "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/MediaTailor/a:log-stream:b:c", true
        ),
        (
            "mediatailor-service-role", "logs:PutLogEvents",
            "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/a:log-stream:b", false
        ),
        (
            "state-machine-static", "events:PutRule",
            "arn:aws:events:eu-west-1:123456789012:rule/StepFunctionsGetEventsForECSTaskRule", true
        ),
        ("state-machine-dynamic", "batch:CreateJobQueue", "*", false),
    ])
    func decides(_ name: String, _ action: String, _ resource: String, _ isAllowed: Bool) throws {
        let policy = try Self.policy(name)
        #expect(policy.findings.isEmpty)
        #expect(try decide(policy, action: action, resource: resource) == (isAllowed ? .allowed : .implicitlyDenied))
    }

    @Test func trustOfTheService() throws {
        let trust = try Self.policy("mediatailor-service-trust", .trust)
        func enters(_ caller: String) throws -> Bool {
            trust.evaluateTrust(
                RequestContext(principal: try principal(caller), action: "sts:AssumeRole", resource: "*")
            ).isAllowed
        }
        #expect(try enters("mediatailor.amazonaws.com"))
        #expect(try !enters("arn:aws:iam::123456789012:role/mediatailor.amazonaws.com"))
    }
}
