import Accounts
import Encodings
import FederationTesting
import Foundation
import SAML2
import STS
import Testing

@Suite struct TrustPolicyTests {
    private func refusal(_ trust: String, _ extra: [SAMLAttribute] = []) async throws -> STSError? {
        let broker = try Broker(directory: World.directory(trust: trust))
        do {
            try await broker.assume(World.request(World.assertion(World.attributes + extra)))
            return nil
        } catch let error as STSError {
            return error
        }
    }

    static let tag = World.attribute("PrincipalTag:Team", "blue")
    static let identity = World.attribute("SourceIdentity", "alice")

    @Test(
        arguments: [
            (#""sts:AssumeRoleWithSAML""#, [], true),
            (#""sts:AssumeRoleWithSAML""#, [tag], false),
            (#""sts:AssumeRoleWithSAML""#, [identity], false),
            (#"["sts:AssumeRoleWithSAML","sts:TagSession"]"#, [tag], true),
            (#"["sts:AssumeRoleWithSAML","sts:TagSession"]"#, [tag, identity], false),
            (#"["sts:AssumeRoleWithSAML","sts:SetSourceIdentity"]"#, [identity], true),
            (#"["sts:AssumeRoleWithSAML","sts:SetSourceIdentity"]"#, [tag, identity], false),
            (#""sts:*""#, [tag, identity], true),
            (#""sts:TagSession""#, [], false),
            (#""sts:AssumeRole""#, [], false),
        ] as [(String, [SAMLAttribute], Bool)])
    func eachActionMustBeAllowed(actions: String, extra: [SAMLAttribute], isAllowed: Bool) async throws {
        let error = try await refusal(World.trust(actions: actions), extra)
        #expect((error == nil) == isAllowed)
        if let error {
            #expect(error.message == "Not authorized to perform sts:AssumeRoleWithSAML")
            #expect(error.failedChecks.map(\.name) == ["trust-policy"])
        }
    }

    @Test func anotherProviderIsNotTrusted() async throws {
        let error = try await refusal(World.trust(provider: "arn:aws:iam::123456789012:saml-provider/second"))
        #expect(error?.code == .accessDenied)
    }

    @Test(arguments: [
        (#"{"StringEquals":{"SAML:aud":"https://broker.example.com/saml"}}"#, true),
        (#"{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}"#, false),
        (#"{"StringEquals":{"saml:sub_type":"persistent","saml:doc":"123456789012/corp-idp"}}"#, true),
        (#"{"StringEquals":{"aws:RequestTag/Team":"blue"}}"#, true),
        (#"{"StringEquals":{"aws:RequestTag/Team":"red"}}"#, false),
        (#"{"ForAllValues:StringEquals":{"aws:TagKeys":["Team"]}}"#, true),
        (#"{"StringLike":{"sts:RoleSessionName":"alice@*"}}"#, true),
        (#"{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#, true),
        (#"{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}"#, false),
        (#"{"DateLessThan":{"aws:CurrentTime":"2023-11-14T22:13:20Z"}}"#, false),
        (#"{"DateGreaterThanEquals":{"aws:CurrentTime":"2023-11-14T22:13:20Z"}}"#, true),
        (#"{"Bool":{"aws:SecureTransport":"true"}}"#, true),
    ])
    func conditionsSeeTheContext(condition: String, isAllowed: Bool) async throws {
        let error = try await refusal(World.trust(actions: #""sts:*""#, condition: condition), [Self.tag])
        #expect((error == nil) == isAllowed)
    }

    @Test func theExplanationTravelsInTheCauseAlone() async throws {
        let condition = #"{"StringEquals":{"saml:sub":"somebody-else"}}"#
        let error = try #require(try await refusal(World.trust(condition: condition)))
        #expect(error.cause.contains("somebody-else"))
        #expect(!error.message.contains("somebody-else") && !error.description.contains("somebody-else"))
    }

    @Test func anExplicitDenyWins() async throws {
        let trust = #"""
            {"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Principal":{"Federated":"\#(World.provider)"},"Action":"sts:AssumeRoleWithSAML"},
            {"Effect":"Deny","Principal":"*","Action":"sts:AssumeRoleWithSAML","Condition":{"StringEquals":{"saml:sub":"alice"}}}]}
            """#
        #expect(try await refusal(trust)?.cause.contains("explicitly denied") == true)
    }

    @Test(arguments: Partition.allCases)
    func templatesAllowWhatTheyName(partition: Partition) throws {
        let arn = "arn:\(partition.id):iam::123456789012:saml-provider/corp-idp"
        let text = try RoleTemplate.trustPolicy(provider: arn, access: .console(endpoint: nil))
        #expect(text.contains(#""SAML:aud": "\#(partition.samlEndpoint)""#))
        #expect(try !RoleTemplate.trustPolicy(provider: arn, access: .programmatic).contains("Condition"))
    }

    @Test func aTemplateGivesTheRole() async throws {
        let console = try RoleTemplate.trustPolicy(
            provider: World.provider, access: .console(endpoint: World.recipient))
        #expect(try await refusal(console) == nil)
        let aws = try RoleTemplate.trustPolicy(provider: World.provider, access: .console(endpoint: nil))
        #expect(try await refusal(aws) != nil)
        let sub = try RoleTemplate.trustPolicy(
            provider: World.provider, access: .programmatic, conditions: [("saml:sub", "bob\"quote")])
        #expect(try await refusal(sub) != nil)
    }

    @Test(arguments: [World.admin, "", "arn:aws-xx:iam::123456789012:saml-provider/p"])
    func templatesNeedTheARNOfASAMLProvider(arn: String) {
        #expect(throws: ConfigurationError.self) { try RoleTemplate.trustPolicy(provider: arn, access: .programmatic) }
    }
}
