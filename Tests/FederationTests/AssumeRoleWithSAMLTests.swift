import Accounts
import Encodings
import FederationTesting
import Foundation
import SAML2
import STS
import Sessions
import Testing

@Suite struct AssumeRoleWithSAMLTests {
    @Test func givesCredentials() async throws {
        let broker = try Broker()
        let result = try await broker.assume()
        #expect(result.credentials.accessKeyID.hasPrefix("ASIA"))
        #expect(result.credentials.accessKeyID.utf8.count == 20)
        #expect(AccessKeyID.account(of: result.credentials.accessKeyID)?.description == "123456789012")
        #expect(result.credentials.secretAccessKey.utf8.count == 40)
        #expect(result.credentials.sessionToken.utf8.count <= 4_096)
        #expect(result.credentials.expiration == Timestamp(roundingDown: World.now.addingTimeInterval(3_600)))
        #expect("\(result.assumedRoleARN)" == "arn:aws:sts::123456789012:assumed-role/Administrator/alice@example.com")
        #expect(result.assumedRoleID.hasPrefix("AROA") && result.assumedRoleID.hasSuffix(":alice@example.com"))
        #expect(result.subject == "alice")
        #expect(result.subjectType == "persistent")
        #expect(result.issuer == World.issuer)
        #expect(result.audience == World.recipient)
        #expect(result.packedPolicySize == nil)
        #expect(result.sourceIdentity == nil)
    }

    @Test func thePathOfARoleIsNotInTheSessionARN() async throws {
        let result = try await Broker().assume(World.request(role: World.reader))
        #expect("\(result.assumedRoleARN)" == "arn:aws:sts::123456789012:assumed-role/Reader/alice@example.com")
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:role/Nobody", World.provider),
        ("arn:aws:iam::123456789012:role/administrator", World.provider),
        ("arn:aws:iam::123456789012:role/Reader", World.provider),
        ("arn:aws:iam::210987654321:role/Elsewhere", World.provider),
        (World.admin, "arn:aws:iam::210987654321:saml-provider/corp-idp"),
    ])
    func refusesPairsThatTheAssertionDoesNotGrant(role: String, provider: String) async throws {
        let error = try await Broker().refusal(World.request(role: role, provider: provider))
        #expect(error.code == .accessDenied)
        #expect(error.code.httpStatus == 403)
        #expect(error.message == "Not authorized to perform sts:AssumeRoleWithSAML")
    }

    @Test func refusesARoleThatIsGrantedButUnknown() async throws {
        let role = "arn:aws:iam::123456789012:role/Unknown"
        let assertion = try World.assertion([
            World.attribute("Role", "\(role),\(World.provider)"), World.attribute("RoleSessionName", "alice"),
        ])
        let error = try await Broker().refusal(World.request(assertion, role: role))
        #expect(error.message == "Not authorized to perform sts:AssumeRoleWithSAML")
        #expect(error.cause.contains("no role"))
    }

    @Test func refusesAnUnknownProvider() async throws {
        let error = try await Broker().refusal(
            World.request(provider: "arn:aws:iam::123456789012:saml-provider/nobody"))
        #expect(error.code == .invalidIdentityToken)
        #expect(
            error.message
                == "Specified provider doesn't exist (Service: AWSOpenIdDiscoveryService; Status Code: 400; "
                + "Error Code: AuthSamlManifestNotFoundException; Request ID: req-1; Proxy: null)")
    }

    @Test func refusesAnIssuerOfAnotherProvider() async throws {
        let error = try await Broker().refusal(
            World.request(provider: "arn:aws:iam::123456789012:saml-provider/second"))
        #expect(
            error.message.hasPrefix("Issuer not present in specified provider (Service: AWSOpenIdDiscoveryService;"))
        // The page says so, as AWS's does.
        #expect(
            error.pageMessage(requestID: "req-1").hasPrefix("Failed to assume role: Issuer not present in specified"))
    }

    @Test func refusesAKeyOfAnotherProviderWithTheSameIssuer() async throws {
        let error = try await Broker().refusal(
            World.request(provider: "arn:aws:iam::123456789012:saml-provider/foreign-key"))
        #expect(error.message == "Response signature invalid")
    }

    @Test func refusesMetadataThatHasExpired() async throws {
        let end = World.now.addingTimeInterval(60)
        let broker = try Broker(directory: World.directory(validUntil: end))
        try await broker.assume(at: end.addingTimeInterval(-0.001))
        let error = try await broker.refusal(World.request(World.assertion(id: "_2")), at: end)
        #expect(error.cause.contains("expired"))
    }

    @Test(arguments: [
        ("conditions.audience", "InvalidIdentityToken", "Response does not contain the required audience."),
        ("signature.valid", "InvalidIdentityToken", "Response signature invalid"),
        ("signature.coverage", "InvalidIdentityToken", "Response signature invalid"),
        ("conditions.not-on-or-after", "ExpiredTokenException", "Response has expired"),
        ("subject.not-on-or-after", "ExpiredTokenException", "Response has expired"),
        ("subject.name-id", "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"),
        (
            "response.status", "IDPRejectedClaim",
            "The identity provider (IdP) reported that authentication failed."
        ),
        (
            "assertion.issuer", "InvalidIdentityToken",
            "Issuer not present in specified provider (Service: AWSOpenIdDiscoveryService; Status Code: 400; "
                + "Error Code: AuthSamlInvalidSamlResponseException; Request ID: req-1; Proxy: null)"
        ),
        (
            "subject.recipient", "InvalidIdentityToken",
            "Invalid SAMLResponse (Service: AWSOpenIdDiscoveryService; Status Code: 400; "
                + "Error Code: AuthSamlInvalidSamlResponseException; Request ID: req-1; Proxy: null)"
        ),
    ])
    func saysWhatAWSSaysToRefusedResponses(check: String, code: String, message: String) async throws {
        let error = try await Broker().refusal(World.request(refused: World.refusal(check)))
        #expect(error.code.name == code)
        #expect(error.message == message)
        #expect(error.failedChecks.first?.name == check)
    }

    @Test func mustBeRedeemedWithinFiveMinutesAndTheSkew() async throws {
        let broker = try Broker()
        try await broker.assume(at: World.now.addingTimeInterval(360))
        let late = try await broker.refusal(
            World.request(World.assertion(id: "_2")), at: World.now.addingTimeInterval(360.01))
        #expect(late.code.name == "ExpiredTokenException")
        #expect(late.message == "Token must be redeemed within 5 minutes of issuance")
        let exact = try Broker(options: .init(redemption: RedemptionRule(clockSkew: 0)))
        try await exact.assume(at: World.now.addingTimeInterval(300))
        let error = try await exact.refusal(
            World.request(World.assertion(id: "_2")), at: World.now.addingTimeInterval(301))
        #expect(error.code == .expiredToken)
    }

    @Test(arguments: [-1.0, 301, .infinity, .nan])
    func skewIsBounded(skew: Double) {
        #expect((0...300).contains(RedemptionRule(clockSkew: skew).clockSkew))
    }

    @Test(arguments: [("eu-west-2", true), ("eu-west-1", false), (nil, false)] as [(String?, Bool)])
    func anAccountGivesNoCredentialsInAnInactiveRegion(_ region: String?, _ isRefused: Bool) async throws {
        let broker = try Broker(directory: World.directory(inactiveRegions: ["eu-west-2"]))
        let call = CallContext(requestID: "req-1", sourceIPAddress: "192.0.2.10", userAgent: "test", region: region)
        do {
            _ = try await broker.service.assumeRoleWithSAML(World.request(), call: call, at: World.now)
            #expect(!isRefused)
        } catch let error as STSError {
            #expect(isRefused)
            #expect(error.code == .regionDisabled && error.code.httpStatus == 403)
            #expect(
                error.message
                    == "STS is not activated in this region for account:123456789012. Your account administrator can "
                    + "activate STS in this region using the IAM Console.")
            // It was no use of the assertion.
            try await broker.assume()
        }
    }

    @Test func whoMayNotAssumeARoleLearnsNothingOfRegions() async throws {
        let broker = try Broker(
            directory: World.directory(
                trust: World.trust(condition: #"{"StringEquals":{"saml:sub":"nobody"}}"#),
                inactiveRegions: ["eu-west-2"]))
        let call = CallContext(requestID: "req-1", sourceIPAddress: "192.0.2.10", region: "eu-west-2")
        let error = await #expect(throws: STSError.self) {
            _ = try await broker.service.assumeRoleWithSAML(World.request(), call: call, at: World.now)
        }
        #expect(error?.code == .accessDenied)
    }

    @Test func swappedARNsAreNamed() async throws {
        let error = try await Broker().refusal(World.request(role: World.provider, provider: World.admin))
        #expect(error.code == .validationError)
        #expect(error.message == "Request ARN is invalid")
    }

    @Test(arguments: [
        "nothing-valid-in-here", "arn:aws:iam::123456789012:user/bob", "arn:aws:iam::123456789012:role/\u{212A}ing",
    ])
    func malformedARNsAreNamed(arn: String) async throws {
        let error = try await Broker().refusal(World.request(role: arn))
        #expect(error.message == "\(arn) is invalid")
    }

    @Test func constraintsAreCollected() async throws {
        let error = try await Broker().refusal(World.request(role: "short", duration: 899, policy: ""))
        #expect(error.message.hasPrefix("4 validation errors detected: Value 'short' at 'roleArn' failed"))
        #expect(
            error.message.hasSuffix(
                "; Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900"
            ))
    }

    @Test(arguments: [Int.min, 0, 43_201, Int.max])
    func durationsOutOfRangeAreRefused(seconds: Int) async throws {
        #expect(try await Broker().refusal(World.request(duration: seconds)).code == .validationError)
    }

    @Test func durationBeyondTheRolesMaximumIsRefused() async throws {
        let error = try await Broker().refusal(World.request(duration: 7_201))
        #expect(error.message == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        #expect(error.cause.contains("7200"))
    }

    struct Life: Sendable, CustomTestStringConvertible {
        let requested: Int?
        let claim: Int?
        let left: Double?
        let credentials: Int64
        let console: Int64
        var testDescription: String { "\(String(describing: (requested, claim, left)))" }
    }

    @Test(arguments: [
        Life(requested: nil, claim: nil, left: nil, credentials: 3_600, console: 3_600),
        Life(requested: 7_200, claim: nil, left: nil, credentials: 7_200, console: 3_600),
        Life(requested: nil, claim: 43_200, left: nil, credentials: 3_600, console: 43_200),
        Life(requested: 7_200, claim: 1_800, left: nil, credentials: 1_800, console: 1_800),
        Life(requested: 7_200, claim: 43_200, left: 600.9, credentials: 600, console: 600),
        Life(requested: 900, claim: 43_200, left: 40_000, credentials: 900, console: 40_000),
        Life(requested: nil, claim: nil, left: 1e9, credentials: 3_600, console: 3_600),
    ])
    func livesAreTheLeastOfAllLimits(life: Life) async throws {
        let duration = life.claim.map { [World.attribute("SessionDuration", String($0))] } ?? []
        let assertion = try World.assertion(
            World.attributes + duration, sessionNotOnOrAfter: life.left.map { World.now.addingTimeInterval($0) })
        let result = try await Broker().assume(World.request(assertion, duration: life.requested))
        let start = Timestamp(roundingDown: World.now)
        #expect(result.credentials.expiration == start.advanced(bySeconds: life.credentials))
        #expect(result.consoleSessionEnd == start.advanced(bySeconds: life.console))
    }

    @Test func aSessionThatHasEndedGivesNothing() async throws {
        let assertion = try World.assertion(sessionNotOnOrAfter: World.now.addingTimeInterval(-30))
        #expect(try await Broker().refusal(World.request(assertion)).message == "Response has expired")
    }

    @Test func tagsThatDoNotFitAreRefusedAndUseNothingUp() async throws {
        let value = String(repeating: "v", count: 256)
        let tags = (0..<14).map { World.attribute("PrincipalTag:k\($0)", value) }
        let broker = try Broker()
        let error = try await broker.refusal(World.request(World.assertion(World.attributes + tags)))
        #expect(error.code.name == "PackedPolicyTooLarge")
        #expect(error.message.hasPrefix("Packed policy consumes 1"))
        let result = try await broker.assume(World.request(World.assertion(World.attributes + tags.prefix(8))))
        let size = try #require(result.packedPolicySize)
        #expect((1...100).contains(size))
        #expect(result.session.tags.count == 8)
    }

    @Test func sessionPoliciesAreParsedAndCarried() async throws {
        let policy = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#
        let result = try await Broker().assume(World.request(policy: policy))
        #expect(result.session.sessionPolicy == policy)
        #expect(result.packedPolicySize != nil)
        let error = try await Broker().refusal(World.request(policy: "{}{}"))
        #expect(error.code == .malformedPolicyDocument)
    }
}
