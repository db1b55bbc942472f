import Accounts
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import STS
import Sessions
import Testing

@Suite struct AssumeRoleTests {
    private let cast: Cast

    init() throws { cast = try Cast() }

    @Test func aTrustedUserGetsTheRole() async throws {
        let ana = try await cast.user()
        let role = try await cast.role(path: "/teams/", trust: Cast.trust(ana.arn))
        let result = try await cast.assume(role, as: ana) { $0.durationSeconds = 7_200 }
        #expect("\(result.assumedRoleARN)" == "arn:aws:sts::123456789012:assumed-role/Worker/work")
        #expect(result.assumedRoleID == result.session.issuer.uniqueID + ":work")
        #expect(result.packedPolicySize == nil)
        #expect(result.sourceIdentity == nil)
        #expect(result.credentials.expiration == Timestamp(roundingDown: World.now.addingTimeInterval(7_200)))
        let session = try #require(try await cast.caller(result.credentials).session)
        #expect(session == result.session)
        #expect(session.kind == .assumeRole)
        #expect(!session.isChained && session.chain.isEmpty && session.saml == nil && session.mfaAt == nil)
        #expect("\(session.issuer.arn)" == role)
    }

    @Test func withoutADurationItIsAnHour() async throws {
        let ana = try await cast.user()
        let result = try await cast.assume(try await cast.role(trust: Cast.trust(ana.arn)), as: ana)
        #expect(result.credentials.expiration == Timestamp(roundingDown: World.now.addingTimeInterval(3_600)))
    }

    /// Who has to allow it: role and caller within one account, and across two.
    static let grants: [(trust: @Sendable (Caller) -> String, policy: String?, account: String, isAllowed: Bool)] = [
        // Naming the caller is enough within an account.
        ({ Cast.trust($0.arn) }, nil, Cast.account, true),
        ({ _ in Cast.trust("*") }, nil, Cast.account, true),
        // Naming the account leaves it to the account.
        ({ _ in Cast.trust(Cast.account) }, nil, Cast.account, false),
        ({ _ in Cast.trust(Cast.account) }, Cast.allow(#""sts:AssumeRole""#), Cast.account, true),
        ({ _ in Cast.trust("arn:aws:iam::\(Cast.account):root") }, Cast.everything, Cast.account, true),
        ({ _ in Cast.trust(Cast.account) }, Cast.allow(#""sts:GetFederationToken""#), Cast.account, false),
        ({ _ in Cast.trust(Cast.other) }, Cast.everything, Cast.account, false),
        ({ Cast.trust($0.arn) }, Cast.deny(#""sts:AssumeRole""#), Cast.account, false),
        ({ Cast.trust($0.arn, actions: #""sts:AssumeRoleWithSAML""#) }, nil, Cast.account, false),
        // Across accounts both must.
        ({ Cast.trust($0.arn) }, nil, Cast.other, false),
        ({ Cast.trust($0.arn) }, Cast.allow(#""sts:AssumeRole""#), Cast.other, true),
        ({ _ in Cast.trust(Cast.account) }, Cast.allow(#""sts:AssumeRole""#), Cast.other, true),
        ({ _ in Cast.trust(Cast.other) }, Cast.everything, Cast.other, false),
    ]

    @Test(arguments: grants.indices)
    func bothPoliciesHaveTheirSay(_ index: Int) async throws {
        let (trust, policy, account, isAllowed) = Self.grants[index]
        let ana = try await cast.user(policies: policy ?? Cast.allow(#""s3:*""#))
        let role = try await cast.role(trust: trust(ana), account: account)
        let refusal = await cast.refusal { _ = try await cast.assume(role, as: ana) }
        #expect(refusal == (isAllowed ? nil : cast.denied(ana, "sts:AssumeRole", role)))
    }

    @Test func aRoleThatIsNotThereIsRefusedInTheSameWords() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        for role in ["arn:aws:iam::123456789012:role/None", "arn:aws:iam::999999999999:role/None"] {
            let refusal = await cast.refusal { _ = try await cast.assume(role, as: ana) }
            #expect(refusal == cast.denied(ana, "sts:AssumeRole", role))
        }
        let role = try await cast.role()
        let wrongCase = role.replacing("Worker", with: "worker")
        #expect(
            await cast.refusal { _ = try await cast.assume(wrongCase, as: ana) }
                == cast.denied(ana, "sts:AssumeRole", wrongCase))
    }

    @Test func noRoleLeadsIntoAnotherPartition() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        let role = try await cast.role(trust: Cast.trust("*"), account: Cast.china)
        #expect(
            await cast.refusal { _ = try await cast.assume(role, as: ana) } == cast.denied(ana, "sts:AssumeRole", role))
        let same = try await cast.role(trust: Cast.trust("*"), account: Cast.other)
        _ = try await cast.assume(same, as: ana)
    }

    @Test func rootMayNot() async throws {
        let root = try await cast.root()
        let role = try await cast.role(trust: Cast.trust("*"))
        let text = "AccessDenied (403): Roles may not be assumed by root accounts."
        #expect(await cast.refusal { _ = try await cast.assume(role, as: root) } == text)
        let token = try await cast.service.getSessionToken(
            SessionTokenRequest(), caller: root, call: World.call, at: World.now)
        let session = try await cast.caller(token.credentials)
        #expect(await cast.refusal { _ = try await cast.assume(role, as: session) } == text)
    }

    /// One condition, and the request that meets it; without it the request fails.
    static let conditions: [(condition: String, change: @Sendable (inout AssumeRoleRequest) -> Void)] = [
        (#"{"StringEquals":{"sts:ExternalId":"deal/7"}}"#, { $0.externalID = "deal/7" }),
        (#"{"StringEquals":{"sts:RoleSessionName":"other"}}"#, { $0.roleSessionName = "other" }),
        (#"{"StringEquals":{"sts:RoleSessionName":"${aws:username}"}}"#, { $0.roleSessionName = "ana" }),
        (#"{"StringEquals":{"sts:SourceIdentity":"ana"}}"#, { $0.sourceIdentity = "ana" }),
        (
            #"{"StringEquals":{"aws:RequestTag/Team":"blue"}}"#,
            { $0.tags = [SessionTag(key: "team", value: "blue")] }
        ),
        (
            #"{"ForAllValues:StringEquals":{"aws:TagKeys":["Team"]},"Null":{"aws:TagKeys":"false"}}"#,
            { $0.tags = [SessionTag(key: "Team", value: "")] }
        ),
        (
            #"{"ForAnyValue:StringEquals":{"sts:TransitiveTagKeys":"Team"}}"#,
            {
                $0.tags = [SessionTag(key: "Team", value: "x")]
                $0.transitiveTagKeys = ["Team"]
            }
        ),
    ]

    @Test(arguments: conditions.indices)
    func conditionsOfTheTrustPolicySeeTheRequest(_ index: Int) async throws {
        let (condition, change) = Self.conditions[index]
        let ana = try await cast.user()
        let role = try await cast.role(trust: Cast.trust(ana.arn, condition: condition))
        _ = try await cast.assume(role, as: ana, change)
        #expect(
            await cast.refusal { _ = try await cast.assume(role, as: ana) } == cast.denied(ana, "sts:AssumeRole", role))
    }

    @Test(arguments: [
        (#"{"StringEquals":{"aws:PrincipalTag/Team":"blue"}}"#, true),
        (#"{"StringEquals":{"aws:PrincipalTag/Team":"red"}}"#, false),
        (#"{"StringEquals":{"iam:ResourceTag/Stage":"test"}}"#, true),
        (#"{"StringEquals":{"aws:ResourceTag/Stage":"live"}}"#, false),
        (#"{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#, true),
        (#"{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}"#, false),
        (#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#, false),
        (#"{"DateGreaterThan":{"aws:CurrentTime":"2023-01-01T00:00:00Z"}}"#, true),
    ])
    func conditionsSeeCallerRoleAndConnection(condition: String, isAllowed: Bool) async throws {
        let ana = try await cast.user(tags: [SessionTag(key: "Team", value: "blue")])
        let role = try await cast.role(
            trust: Cast.trust(ana.arn, condition: condition), tags: [SessionTag(key: "Stage", value: "test")])
        #expect((await cast.refusal { _ = try await cast.assume(role, as: ana) } == nil) == isAllowed)
    }

    @Test func tagsAndSourceIdentityNeedPermissionsOfTheirOwn() async throws {
        let ana = try await cast.user()
        let role = try await cast.role(trust: Cast.trust(ana.arn, actions: #""sts:AssumeRole""#))
        let tagged = await cast.refusal {
            _ = try await cast.assume(role, as: ana) { $0.tags = [SessionTag(key: "a", value: "b")] }
        }
        #expect(tagged == cast.denied(ana, "sts:TagSession", role))
        let named = await cast.refusal { _ = try await cast.assume(role, as: ana) { $0.sourceIdentity = "ana" } }
        #expect(named == cast.denied(ana, "sts:SetSourceIdentity", role))
        _ = try await cast.assume(role, as: ana)
    }

    /// AWS looks for the role, and finds no account for it.
    @Test func anAccountOfOtherThanTwelveDigitsHasNoRole() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        let role = try await cast.role(trust: Cast.trust(ana.arn))
        for arn in ["arn:aws:iam::123456789:role/Reader", "arn:aws:iam::1234567890123:role/Reader"] {
            let refusal = await cast.refusal { _ = try await cast.assume(role, as: ana) { $0.roleARN = arn } }
            #expect(
                refusal
                    == "AccessDenied (403): User: \(ana.arn) is not authorized to perform: sts:AssumeRole on resource: \(arn)"
            )
        }
    }

    /// What is refused whoever asks.
    static let malformed: [(change: @Sendable (inout AssumeRoleRequest) -> Void, text: String)] = [
        ({ $0.roleARN = "nothing-valid-in-here" }, "ValidationError (400): nothing-valid-in-here is invalid"),
        (
            { $0.roleARN = "arn::b:::something/test-role" },
            "ValidationError (400): arn::b:::something/test-role is invalid"
        ),
        (
            { $0.roleARN = "arn:a::::something/test-role" },
            "ValidationError (400): arn:a::::something/test-role is invalid"
        ),
        (
            { $0.roleARN = "arn:a:::something/test-role" },
            "ValidationError (400): arn:a:::something/test-role is invalid"
        ),
        ({ $0.roleARN = "arn:a:a::aaaaaaaaaa:" }, "ValidationError (400): arn:a:a::aaaaaaaaaa: is invalid"),
        ({ $0.roleARN = "arn:aws:iam::123456789012:user/ana" }, "ValidationError (400): Request ARN is invalid"),
        (
            { $0.roleSessionName = "Session1:2" },
            #"ValidationError (400): 1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*"#
        ),
        (
            { $0.roleSessionName = "x" },
            "ValidationError (400): 1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2"
        ),
        (
            { $0.durationSeconds = 899 },
            "ValidationError (400): 1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900"
        ),
        (
            { $0.durationSeconds = 7_201 },
            "ValidationError (400): The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        ),
        ({ $0.policy = "{}" }, "MalformedPolicyDocument (400):"),
        ({ $0.policy = String(repeating: " ", count: 2_049) }, "ValidationError (400): 1 validation error detected"),
        (
            { $0.policyARNs = ["arn:aws:s3:::bucket-of-somebody"] },
            "ValidationError (400): ARN arn:aws:s3:::bucket-of-somebody is not valid."
        ),
        (
            { $0.policyARNs = ["arn:aws:iam::123456789012:policy/None"] },
            "ValidationError (400): ARN arn:aws:iam::123456789012:policy/None is not valid."
        ),
        (
            { $0.policyARNs = Array(repeating: "arn:aws:iam::aws:policy/ReadOnlyAccess", count: 11) },
            "ValidationError (400): 1 validation error detected: Value at 'policyArns'"
        ),
        (
            { $0.tags = (0..<51).map { SessionTag(key: "k\($0)", value: "") } },
            "ValidationError (400): 1 validation error detected: Value at 'tags'"
        ),
        (
            { $0.tags = [SessionTag(key: "a#", value: "")] },
            "ValidationError (400): 1 validation error detected: Value 'a#'"
        ),
        (
            { $0.tags = [SessionTag(key: "a", value: ""), SessionTag(key: "A", value: "")] },
            "InvalidParameterValue (400): Duplicate tag keys found. Please note that Tag keys are case insensitive."
        ),
        ({ $0.tags = [SessionTag(key: "AWS:x", value: "")] }, "InvalidParameterValue (400): Tag keys that begin"),
        (
            { $0.transitiveTagKeys = ["a"] },
            "InvalidParameterValue (400): The specified transitive tag key must be included in the requested tags."
        ),
        ({ $0.externalID = "a b" }, "ValidationError (400): 1 validation error detected: Value 'a b' at 'externalId'"),
        ({ $0.sourceIdentity = "aws:x" }, "ValidationError (400): 1 validation error detected: Value 'aws:x'"),
        (
            { $0.tokenCode = "123456" },
            "AccessDenied (403): MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
        ),
        ({ $0.tags = Self.large }, "PackedPolicyTooLarge (400): Packed policy consumes"),
    ]

    private static let large = (0..<12).map {
        SessionTag(key: "key\($0)", value: String(repeating: "v", count: 256))
    }

    @Test(arguments: malformed.indices)
    func malformedRequestsAreRefused(_ index: Int) async throws {
        let ana = try await cast.user()
        let role = try await cast.role(trust: Cast.trust(ana.arn))
        let (change, text) = Self.malformed[index]
        let refusal = await cast.refusal { _ = try await cast.assume(role, as: ana, change) }
        #expect(refusal?.hasPrefix(text) == true, "\(refusal ?? "none")")
    }

    @Test func sessionPoliciesLimitTheSession() async throws {
        let ana = try await cast.user()
        let mine = try await cast.managedPolicy("mine", Cast.allow(#""sts:GetAccessKeyInfo""#))
        let foreign = try await cast.managedPolicy("theirs", Cast.everything, account: Cast.other)
        let role = try await cast.role(trust: Cast.trust(ana.arn), policies: Cast.everything)
        func may(_ change: (inout AssumeRoleRequest) -> Void) async throws -> Bool {
            let session = try await cast.session(of: role, as: ana, change)
            return await cast.refusal {
                try await cast.service.authorize(
                    "sts:GetAccessKeyInfo", caller: session, call: World.call, at: World.now)
            } == nil
        }
        #expect(try await may { _ in })
        #expect(try await !may { $0.policy = Cast.allow(#""s3:*""#) })
        #expect(try await may { $0.policy = Cast.allow(#""sts:Get*""#) })
        #expect(try await may { $0.policyARNs = [mine] })
        #expect(try await may { $0.policyARNs = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] })
        #expect(try await !may { $0.policyARNs = ["arn:aws:iam::aws:policy/IAMFullAccess"] })
        let refusal = await cast.refusal { _ = try await cast.assume(role, as: ana) { $0.policyARNs = [foreign] } }
        #expect(refusal == "ValidationError (400): ARN \(foreign) is not valid.")
        let packed = try await cast.assume(role, as: ana) { $0.policy = Cast.everything }.packedPolicySize
        #expect(try #require(packed) > 0)
    }

    @Test func tagsOfTheSessionGoBeforeThoseOfTheRole() async throws {
        let ana = try await cast.user(tags: [SessionTag(key: "Team", value: "of ana")])
        let role = try await cast.role(
            trust: Cast.trust(ana.arn),
            tags: [SessionTag(key: "Team", value: "of role"), SessionTag(key: "Stage", value: "test")])
        let session = try await cast.session(of: role, as: ana) { $0.tags = [SessionTag(key: "team", value: "blue")] }
        let keys = session.contextKeys(at: Timestamp(roundingDown: World.now))
        #expect(keys["aws:PrincipalTag/Team"] == ["blue"])
        #expect(keys["aws:PrincipalTag/Stage"] == ["test"])
        #expect(keys["aws:PrincipalArn"] == [role])
        #expect(keys["aws:username"] == nil)
        #expect(keys["aws:MultiFactorAuthPresent"] == ["false"])
    }

    @Test func trustGoesWithTheUserAndNotWithTheName() async throws {
        let ana = try await cast.user()
        let role = try await cast.role(trust: Cast.trust(ana.arn))
        _ = try await cast.assume(role, as: ana)
        try await cast.write { writer in
            try await writer.delete(uniqueID: ana.accessKeyID)
            try await writer.delete(uniqueID: ana.issuer.uniqueID)
        }
        let successor = try await cast.user()
        #expect(successor.arn == ana.arn)
        let refusal = await cast.refusal { _ = try await cast.assume(role, as: successor) }
        #expect(refusal == cast.denied(successor, "sts:AssumeRole", role))
    }

    @Test func withoutARecordThereAreNoCredentials() async throws {
        let ana = try await cast.user()
        let role = try await cast.role(trust: Cast.trust(ana.arn))
        cast.broker.sink.isFailing = true
        #expect(
            await cast.refusal { _ = try await cast.assume(role, as: ana) }?.hasPrefix("ServiceUnavailable (503)")
                == true)
    }
}

/// One-time passwords with AssumeRole and GetSessionToken.
@Suite struct MFACredentialTests {
    private let cast: Cast
    private let trust =
        #"{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"300"}}"#

    init() throws { cast = try Cast() }

    /// A device of the caller; gives its serial number and what tells its passwords.
    private func device(of caller: Caller, isOfRoot: Bool = false) async throws -> (String, (Date) -> String) {
        let made = try MFADevices.make(
            account: caller.account, name: "phone", keyRing: cast.broker.ring, random: SystemRandomSource(),
            at: Timestamp(roundingDown: World.now))
        var device = made.entity
        device.owner = isOfRoot ? nil : caller.issuer.uniqueID
        device.record.isOfRoot = isOfRoot
        device.record.enableDate = Timestamp(roundingDown: World.now)
        let entity = device
        try await cast.write { try await $0.insert(entity) }
        let passwords = try #require(TOTP(base32Seed: made.base32Seed))
        return (
            device.uniqueID, { passwords.password(step: TOTP.step(at: Timestamp(roundingDown: $0))) }
        )
    }

    @Test func aPasswordMeetsTheConditionOfARoleOnce() async throws {
        let ana = try await cast.user()
        let (serial, password) = try await device(of: ana)
        let role = try await cast.role(trust: Cast.trust(ana.arn, condition: trust))
        func assume(_ code: String) async throws -> AssumeRoleResult {
            try await cast.assume(role, as: ana) {
                $0.serialNumber = serial
                $0.tokenCode = code
            }
        }
        let result = try await assume(password(World.now))
        // What the role may do later is no question of MFA (user guide).
        #expect(result.session.mfaAt == nil)
        let invalid = "AccessDenied (403): MultiFactorAuthentication failed with invalid MFA one time pass code."
        #expect(await cast.refusal { _ = try await assume(password(World.now)) } == invalid)
        #expect(
            await cast.refusal { _ = try await cast.assume(role, as: ana) } == cast.denied(ana, "sts:AssumeRole", role))
        #expect(!"\(cast.broker.sink.events)".contains(password(World.now)))
    }

    @Test func aSessionTokenRemembersThePassword() async throws {
        let ana = try await cast.user()
        let (serial, password) = try await device(of: ana)
        let role = try await cast.role(trust: Cast.trust(ana.arn, condition: trust))
        let result = try await cast.service.getSessionToken(
            SessionTokenRequest(serialNumber: serial, tokenCode: password(World.now)), caller: ana, call: World.call,
            at: World.now)
        #expect(result.session.mfaAt == Timestamp(roundingDown: World.now))
        let later = World.now.addingTimeInterval(299)
        let session = try await cast.caller(result.credentials, at: later)
        #expect(session.contextKeys(at: Timestamp(roundingDown: later))["aws:MultiFactorAuthAge"] == ["299"])
        _ = try await cast.assume(role, as: session, at: later)
        #expect(
            await cast.refusal { _ = try await cast.assume(role, as: session, at: later.addingTimeInterval(1)) } != nil)
    }

    @Test func withoutRoomForTheRecordNoPasswordIsUsedUp() async throws {
        let ana = try await cast.user()
        let (serial, password) = try await device(of: ana)
        let role = try await cast.role(trust: Cast.trust(ana.arn, condition: trust))
        func assume() async throws {
            _ = try await cast.assume(role, as: ana) {
                $0.serialNumber = serial
                $0.tokenCode = password(World.now)
            }
        }
        let later = World.now.addingTimeInterval(60)
        let request = SessionTokenRequest(serialNumber: serial, tokenCode: password(later))
        func sessionToken() async throws {
            _ = try await cast.service.getSessionToken(request, caller: ana, call: World.call, at: later)
        }
        cast.broker.sink.hasRoom = false
        #expect(await cast.refusal(assume)?.hasPrefix("ServiceUnavailable (503)") == true)
        #expect(await cast.refusal(sessionToken)?.hasPrefix("ServiceUnavailable (503)") == true)
        cast.broker.sink.hasRoom = true
        #expect(await cast.refusal(assume) == nil)
        #expect(await cast.refusal(sessionToken) == nil)
        #expect(await cast.refusal(sessionToken)?.contains("invalid MFA one time pass code") == true)
        #expect(cast.broker.sink.reservations == 0)
    }

    @Test func rootHasItsOwnDevice() async throws {
        let root = try await cast.root()
        let (serial, password) = try await device(of: root, isOfRoot: true)
        let request = SessionTokenRequest(serialNumber: serial, tokenCode: password(World.now))
        let ana = try await cast.user()
        let refusal = await cast.refusal {
            _ = try await cast.service.getSessionToken(request, caller: ana, call: World.call, at: World.now)
        }
        #expect(refusal?.hasPrefix("AccessDenied (403): MultiFactorAuthentication failed, unable to validate") == true)
        let result = try await cast.service.getSessionToken(request, caller: root, call: World.call, at: World.now)
        #expect(result.session.mfaAt != nil)
    }
}
