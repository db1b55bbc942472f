import AWSQuery
import Accounts
import Audit
import FederationTesting
import Foundation
import IAMPolicy
import SAML2
import STS
import Sessions
import Testing

/// Who may check a response: what one provider allows lets nothing through for another.
@Suite struct ResponseJudgeTests {
    private static let lax = "arn:aws:iam::123456789012:saml-provider/lax"
    private static let rules = ResponseRules(recipients: [World.recipient], audiences: [World.recipient])

    /// The provider `corp-idp` without rules of its own, and `lax`, of the same identity provider, which takes SHA-1.
    private static func directory() throws -> FederationDirectory {
        let account = try World.account()
        var lax = ProviderRules()
        lax.insecureAllowSHA1 = true
        let trust = World.openTrust.replacingOccurrences(
            of: "\"\(World.provider)\"", with: "[\"\(World.provider)\",\"\(Self.lax)\"]")
        return try FederationDirectory(
            accounts: [account],
            providers: [
                SAMLProvider(account: account, name: "corp-idp", metadata: try World.metadata()),
                SAMLProvider(account: account, name: "lax", metadata: try World.metadata(), rules: lax),
            ],
            roles: [
                Role(account: account, name: "Administrator", trustPolicy: PolicyDocument(parsing: trust, kind: .trust))
            ])
    }

    private static func response(
        through providers: [String] = [World.provider], sha1: Bool = false, issuer: String = World.issuer
    ) throws -> ReceivedResponse {
        let pairs = providers.map { "\(World.admin),\($0)" }
        let template = ResponseTemplate(
            id: "1", at: World.now, recipient: World.recipient, audience: World.recipient,
            attributes: [
                SAMLAttribute(name: World.prefix + "Role", values: pairs), World.attribute("RoleSessionName", "alice"),
            ])
        let signing = sha1 ? ResponseSigning(algorithm: .insecureRSASHA1) : ResponseSigning()
        return ReceivedResponse(xml: try World.identityProvider(issuer).response(template, signing: signing))
    }

    @Test func theRulesOfOneProviderHelpNoOther() async throws {
        let judge = ResponseJudge(Self.rules, directory: try Self.directory())
        let good = try #require(try await judge.judge(Self.response(), at: World.now))
        #expect(good.providers == [World.provider])
        let weak = try #require(try await judge.judge(Self.response(sha1: true), at: World.now))
        #expect(weak.providers == [Self.lax])
        for (response, provider, isGood) in [
            (try Self.response(), World.provider, true), (try Self.response(), Self.lax, true),
            (try Self.response(sha1: true), World.provider, false), (try Self.response(sha1: true), Self.lax, true),
        ] {
            let verdict = try #require(try await judge.judge(response, providerARN: provider, at: World.now))
            #expect(verdict.providers == [provider])
            #expect(((try? verdict.validation.outcome.get()) != nil) == isGood)
        }
    }

    @Test func aSignInOffersWhatTheVerdictCoversAlone() async throws {
        let broker = try Broker(directory: Self.directory())
        let judge = ResponseJudge(Self.rules, directory: broker.service.directory, service: broker.service)
        let both = [World.provider, Self.lax]
        func choices(sha1: Bool) async throws -> [String]? {
            try await broker.service.signIn(
                Self.response(through: both, sha1: sha1), judge: judge, call: World.call, at: World.now
            )?.choices.map { "\($0.providerARN)" }
        }
        #expect(try await choices(sha1: false) == [World.provider])
        #expect(try await choices(sha1: true) == [Self.lax])
        await #expect(throws: STSError.self) {
            try await broker.service.signIn(
                Self.response(sha1: true), judge: judge, call: World.call, at: World.now)
        }
        #expect(broker.sink.events.map(\.errorCode) == ["InvalidIdentityToken"])
    }

    @Test func whoeverKnowsTheIssuerSaysWhy() async throws {
        let judge = ResponseJudge(Self.rules, directory: try World.directory())
        let late = World.now.addingTimeInterval(4_000)
        let response = try Self.response(issuer: "https://other.example.com")
        let verdict = try #require(try await judge.judge(response, at: late))
        guard case .failure(let refusal) = verdict.validation.outcome else {
            Issue.record("an old response was accepted")
            return
        }
        #expect(!refusal.failures.contains { $0.name.hasSuffix(".issuer") })
    }

    @Test func withoutAProviderNobodyJudges() async throws {
        let broker = try Broker(
            directory: FederationDirectory(accounts: [World.account()], providers: [], roles: []))
        let judge = ResponseJudge(Self.rules, directory: broker.service.directory, service: broker.service)
        #expect(try await judge.judge(Self.response(), at: World.now) == nil)
        #expect(try await judge.judge(Self.response(), providerARN: World.provider, at: World.now) == nil)
        #expect(
            try await broker.service.signIn(Self.response(), judge: judge, call: World.call, at: World.now) == nil)
        #expect(broker.sink.events.isEmpty)
    }

    /// AssumeRoleWithSAML as it comes by the network: the field is judged by the provider that the call names.
    @Test func aCallIsJudgedByTheProviderThatItNames() async throws {
        let broker = try Broker(directory: Self.directory())
        let judge = ResponseJudge(Self.rules, directory: broker.service.directory, service: broker.service)
        let operations = STSOperations(broker.service, judge: judge)
        let operation = try #require(STSOperations.all.first { $0.name == "AssumeRoleWithSAML" })
        func call(_ provider: String, _ field: String) async -> String? {
            let parameters = QueryParameters([
                "RoleArn": World.admin, "PrincipalArn": provider, "SAMLAssertion": field,
            ])
            do throws(QueryFault) {
                _ = try await operations.perform(
                    operation, parameters, caller: nil, call: World.call, at: World.now)
                return nil
            } catch {
                return error.message
            }
        }
        let strong = Data(try Self.response().xml).base64EncodedString()
        let weak = Data(try Self.response(through: [Self.lax], sha1: true).xml).base64EncodedString()
        #expect(await call(World.provider, "?")?.hasPrefix("Invalid base64 SAMLResponse") == true)
        let unknown = "arn:aws:iam::123456789012:saml-provider/unknown"
        #expect(await call(unknown, strong)?.hasPrefix("Specified provider doesn't exist") == true)
        #expect(await call(World.provider, weak)?.hasPrefix("Response signature invalid") == true)
        #expect(await call(World.provider, strong) == nil)
        #expect(await call(Self.lax, weak) == nil)
        #expect(await call(Self.lax, weak) == "Response has already been redeemed")
        #expect(broker.sink.events.map(\.eventName) == Array(repeating: "AssumeRoleWithSAML", count: 6))
        #expect(broker.sink.events.map { $0.errorCode == nil } == [false, false, false, true, true, false])
    }

    /// The page takes unsolicited responses alone, the API any; a provider's own rule counts at the page.
    @Test func channelsHaveRulesOfTheirOwn() async throws {
        let account = try World.account()
        func judge(_ rule: ValidationOptions.InResponseTo?) throws -> ResponseJudge {
            ResponseJudge(
                Self.rules,
                directory: try FederationDirectory(
                    accounts: [account],
                    providers: [
                        SAMLProvider(
                            account: account, name: "corp-idp", metadata: try World.metadata(),
                            rules: ProviderRules(inResponseTo: rule))
                    ], roles: []))
        }
        var template = ResponseTemplate(
            id: "1", at: World.now, recipient: World.recipient, audience: World.recipient,
            attributes: World.attributes)
        template.inResponseTo = "_request1"
        let response = ReceivedResponse(xml: try World.identityProvider().response(template))
        func isGood(_ verdict: ResponseJudge.Verdict?) -> Bool { (try? verdict?.validation.outcome.get()) != nil }
        #expect(!isGood(try await judge(nil).judge(response, at: World.now)))
        #expect(isGood(try await judge(.unchecked).judge(response, at: World.now)))
        #expect(isGood(try await judge(nil).judge(response, providerARN: World.provider, at: World.now)))
    }
}
