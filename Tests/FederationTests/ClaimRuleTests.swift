import Accounts
import Audit
import Claims
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import SAML2
import STS
import Sessions
import Testing

/// Claim rules: what attributes that AWS knows nothing of stand for, at either endpoint.
@Suite struct ClaimRuleTests {
    private static let account = "arn:aws:iam::123456789012:"

    private static func groups(_ values: String...) -> SAMLAttribute { SAMLAttribute(name: "groups", values: values) }

    private static let mail = SAMLAttribute(name: "mail", values: ["alice@example.com"])

    private static func rule(
        _ name: String, when conditions: [AttributeRule.Condition] = [], role: String? = nil,
        changing change: (inout AttributeRule) -> Void = { _ in }
    ) -> AttributeRule {
        var rule = AttributeRule(name: name, conditions: conditions)
        rule.role = role.flatMap(ARN.init)
        change(&rule)
        return rule
    }

    private static func admins(_ change: (inout AttributeRule) -> Void = { _ in }) -> AttributeRule {
        rule(
            "admins", when: [.init(attribute: "groups", .oneOf(["admins", "root"]))], role: World.admin,
            changing: change)
    }

    private static let readers = rule(
        "readers", when: [.init(attribute: "groups", .matching("team-*"))], role: World.reader)
    private static let named = rule("named") { $0.sessionName = .attribute("mail") }

    /// A broker whose provider has rules.
    private static func broker(
        _ rules: [AttributeRule], trust: String = World.openTrust, of provider: String = "corp-idp",
        metadata: IdentityProviderMetadata? = nil
    ) throws -> Broker {
        let (account, other) = (try World.account(), try World.account("210987654321"))
        var mapping = try SAMLProvider(
            account: account, name: provider, metadata: metadata ?? World.metadata())
        mapping.claimRules = AttributeRules(rules)
        let policy = try PolicyDocument(parsing: trust, kind: .trust)
        return try Broker(
            directory: FederationDirectory(
                accounts: [account, other],
                providers: [mapping, SAMLProvider(account: account, name: "plain", metadata: World.metadata())],
                roles: [
                    Role(account: account, name: "Administrator", trustPolicy: policy),
                    Role(account: account, name: "Reader", path: "/teams/", trustPolicy: policy),
                    Role(account: other, name: "Elsewhere", trustPolicy: policy),
                ]))
    }

    private static func assume(
        _ broker: Broker, _ attributes: [SAMLAttribute], role: String = World.admin, provider: String = World.provider
    ) async throws -> AssumeRoleWithSAMLResult {
        try await broker.assume(try World.request(World.assertion(attributes), role: role, provider: provider))
    }

    private static func refusal(
        _ broker: Broker, _ attributes: [SAMLAttribute], role: String = World.admin, provider: String = World.provider
    ) async throws -> STSError {
        try await broker.refusal(try World.request(World.assertion(attributes), role: role, provider: provider))
    }

    private static func choices(_ broker: Broker, _ attributes: [SAMLAttribute]) async throws -> [String] {
        let signIn = try await broker.service.signIn(
            World.validation(World.assertion(attributes)), call: World.call, at: World.now)
        return signIn.choices.map(\.roleARN.description)
    }

    // MARK: Conditions

    @Test func giveARoleAndASessionName() async throws {
        let broker = try Self.broker([Self.admins(), Self.readers, Self.named])
        let session = try await Self.assume(broker, [Self.groups("admins"), Self.mail]).session
        #expect(session.issuer.name == "Administrator" && session.name == "alice@example.com" && session.tags.isEmpty)
        let reader = try await Self.assume(
            broker, [Self.groups("staff", "team-blue"), Self.mail], role: World.reader)
        #expect(reader.session.issuer.name == "Reader")
    }

    @Test(arguments: ["admin", "admins ", "ADMINS", "adm\u{131}ns", "team", "x-team-blue", ""])
    func giveNothingForOtherValues(_ value: String) async throws {
        let broker = try Self.broker([Self.admins(), Self.readers, Self.named])
        let error = try await Self.refusal(broker, [Self.groups(value), Self.mail])
        #expect(error.code == .invalidIdentityToken && error.cause.contains("no claim rule gives a role"))
        await #expect(throws: STSError.self) { try await Self.choices(broker, [Self.groups(value), Self.mail]) }
    }

    /// Swift takes both for equal.
    @Test func compareByteByByte() async throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let broker = try Self.broker([
            Self.rule("cafe", when: [.init(attribute: composed, .oneOf([composed]))], role: World.admin), Self.named,
        ])
        _ = try await Self.assume(broker, [SAMLAttribute(name: composed, values: [composed]), Self.mail])
        _ = try await Self.refusal(broker, [SAMLAttribute(name: composed, values: [decomposed]), Self.mail])
        _ = try await Self.refusal(broker, [SAMLAttribute(name: decomposed, values: [composed]), Self.mail])
    }

    /// Two groups may stand for one role.
    @Test func aRoleOfTwoRulesIsGivenOnceAndByTheFirst() async throws {
        let again = Self.rule("again", when: [.init(attribute: "groups", .oneOf(["root"]))], role: World.admin)
        var provider = try SAMLProvider(account: World.account(), name: "corp-idp", metadata: World.metadata())
        provider.claimRules = AttributeRules([Self.admins(), again, Self.named])
        let mapped = try #require(MappedClaims([Self.groups("root")], subject: nil, provider: provider))
        #expect(mapped.roles.map { $0.rule } == ["admins"])
        let broker = try Self.broker([Self.admins(), again, Self.named])
        #expect(try await Self.choices(broker, [Self.groups("root"), Self.mail]) == [World.admin])
    }

    @Test func allConditionsHaveToHold() async throws {
        let both = Self.rule(
            "both",
            when: [
                .init(attribute: "groups", .oneOf(["admins"])), .init(attribute: "department", .matching("eng-*")),
            ], role: World.admin)
        let broker = try Self.broker([both, Self.named])
        let department = SAMLAttribute(name: "department", values: ["eng-1"])
        _ = try await Self.refusal(broker, [Self.groups("admins"), Self.mail])
        _ = try await Self.refusal(broker, [department, Self.mail])
        _ = try await Self.assume(broker, [Self.groups("admins"), department, Self.mail])
    }

    @Test func valuesBeyondTheBoundAreNotCompared() async throws {
        let broker = try Self.broker([Self.admins(), Self.named])
        let many = (0..<AttributeRules.mostValues).map { "g\($0)" }
        let late = SAMLAttribute(name: "groups", values: many + ["admins"])
        _ = try await Self.refusal(broker, [late, Self.mail])
        let early = SAMLAttribute(name: "groups", values: many.dropLast() + ["admins"])
        _ = try await Self.assume(broker, [early, Self.mail])
    }

    // MARK: The NameID

    private static let mailFormat = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"

    private static func session(_ broker: Broker, of subject: NameID) async throws -> Session {
        try await broker.assume(try World.request(World.assertion([mail], subject: subject))).session
    }

    private static let byNameID = rule(
        "known",
        when: [
            .init(.nameID, .matching("*@example.com")), .init(.nameIDFormat, .oneOf([mailFormat])),
        ], role: World.admin
    ) {
        $0.sessionName = .nameID
        $0.sourceIdentity = .nameID
        $0.tags = [
            .init(key: "who", source: .asserted(.nameID)), .init(key: "how", source: .asserted(.nameIDFormat)),
        ]
    }

    @Test func theNameIDGivesWhatAnAttributeGives() async throws {
        let broker = try Self.broker([Self.byNameID])
        let subject = NameID(value: "alice@example.com", format: Self.mailFormat)
        let session = try await Self.session(broker, of: subject)
        #expect(session.issuer.name == "Administrator" && session.name == "alice@example.com")
        #expect(session.sourceIdentity == "alice@example.com")
        #expect(
            session.tags == [
                SessionTag(key: "who", value: "alice@example.com"), SessionTag(key: "how", value: Self.mailFormat),
            ])
    }

    /// Each differs from the good one in one place.
    @Test(arguments: [
        NameID(value: "alice@example.org", format: mailFormat), NameID(value: "alice@example.com"),
        NameID(value: "alice@EXAMPLE.com", format: mailFormat),
        NameID(value: "alice@example.com", format: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
        NameID(value: "alice", format: mailFormat, nameQualifier: "alice@example.com"),
    ])
    func anotherNameIDGivesNothing(_ subject: NameID) async throws {
        let broker = try Self.broker([Self.byNameID])
        let attributes = ["NameID", "nameID", "nameIDFormat"].map {
            SAMLAttribute(name: $0, values: ["alice@example.com", Self.mailFormat])
        }
        let error = try await broker.refusal(try World.request(World.assertion(attributes, subject: subject)))
        #expect(error.code == .invalidIdentityToken && error.cause.contains("no claim rule gives a role"))
    }

    /// SAML core, section 8.3: without a Format it is unspecified.
    @Test func withoutAFormatItIsUnspecified() async throws {
        let unspecified = Self.rule(
            "unspecified", when: [.init(.nameIDFormat, .oneOf([AssertedValue.unspecifiedFormat]))], role: World.admin
        ) { $0.sessionName = .nameID }
        let broker = try Self.broker([unspecified])
        #expect(try await Self.session(broker, of: NameID(value: "alice")).name == "alice")
        let other = NameID(value: "alice", format: Self.mailFormat)
        _ = try await broker.refusal(try World.request(World.assertion([Self.mail], subject: other)))
    }

    /// Whatever a persistent NameID looks like, it has to be a session name to be one.
    @Test func aNameIDThatIsNoSessionNameIsRefused() async throws {
        let broker = try Self.broker([Self.admins { $0.sessionName = .nameID }])
        let error = try await broker.refusal(
            try World.request(World.assertion([Self.groups("admins")], subject: NameID(value: "O'Brien"))))
        #expect(error.cause.contains("claims.role-session-name") && error.cause.contains("claim rule admins"))
    }

    // MARK: Whose rules

    @Test func areThoseOfTheNamedProviderAlone() async throws {
        let broker = try Self.broker([Self.admins(), Self.named])
        let error = try await Self.refusal(
            broker, [Self.groups("admins"), Self.mail], provider: Self.account + "saml-provider/plain")
        #expect(error.code == .invalidIdentityToken)
    }

    @Test func countForIssuersOfTheProviderAlone() async throws {
        let metadata = try World.metadata(issuer: "https://other.example.com")
        let broker = try Self.broker([Self.admins(), Self.named], metadata: metadata)
        await #expect(throws: STSError.self) { try await Self.choices(broker, [Self.groups("admins"), Self.mail]) }
        _ = try await Self.refusal(broker, [Self.groups("admins"), Self.mail])
    }

    @Test func giveNoRoleOfAnotherAccount() async throws {
        let elsewhere = "arn:aws:iam::210987654321:role/Elsewhere"
        let foreign = Self.rule(
            "foreign", when: [.init(attribute: "groups", .oneOf(["admins"]))], role: elsewhere)
        let broker = try Self.broker([foreign, Self.named])
        let error = try await Self.refusal(broker, [Self.groups("admins"), Self.mail], role: elsewhere)
        #expect(error.cause.contains("different accounts"))
        await #expect(throws: STSError.self) { try await Self.choices(broker, [Self.groups("admins"), Self.mail]) }
    }

    // MARK: The trust policy

    @Test func theTrustPolicyIsAskedAsEver() async throws {
        let condition = #"{"StringEquals":{"saml:sub":"nobody"}}"#
        let broker = try Self.broker(
            [Self.admins(), Self.named], trust: World.trust(condition: condition))
        let error = try await Self.refusal(broker, [Self.groups("admins"), Self.mail])
        #expect(error.code == .accessDenied)
    }

    @Test func tagsNeedTagSession() async throws {
        let rules = [Self.admins { $0.tags = [.init(key: "team", source: .text("platform"))] }, Self.named]
        let attributes = [Self.groups("admins"), Self.mail]
        let session = try await Self.assume(try Self.broker(rules), attributes).session
        #expect(session.tags == [SessionTag(key: "team", value: "platform")])
        let closed = try Self.broker(rules, trust: World.trust(actions: #""sts:AssumeRoleWithSAML""#))
        let error = try await Self.refusal(closed, attributes)
        #expect(error.code == .accessDenied && error.cause.contains("sts:TagSession"))
        let asked = try Self.broker(
            rules, trust: World.trust(condition: #"{"StringEquals":{"aws:RequestTag/team":"other"}}"#))
        _ = try await Self.refusal(asked, attributes)
    }

    @Test func sourceIdentityNeedsSetSourceIdentity() async throws {
        let rules = [Self.admins { $0.sourceIdentity = .attribute("mail") }, Self.named]
        let attributes = [Self.groups("admins"), Self.mail]
        #expect(
            try await Self.assume(try Self.broker(rules), attributes).session.sourceIdentity == "alice@example.com")
        let closed = try Self.broker(rules, trust: World.trust(actions: #""sts:AssumeRoleWithSAML""#))
        _ = try await Self.refusal(closed, attributes)
    }

    // MARK: What wins

    @Test func whatTheAssertionSaysItselfWins() async throws {
        let rules = [
            Self.admins {
                $0.sessionName = .attribute("mail")
                $0.sourceIdentity = .attribute("mail")
                $0.tags = [
                    .init(key: "TEAM", source: .text("rule")), .init(key: "site", source: .text("rule")),
                ]
            }
        ]
        let session = try await Self.assume(
            try Self.broker(rules),
            [
                Self.groups("admins"), Self.mail, World.attribute("RoleSessionName", "bob"),
                World.attribute("SourceIdentity", "bobby"), World.attribute("PrincipalTag:team", "assertion"),
            ]
        ).session
        #expect(session.name == "bob" && session.sourceIdentity == "bobby")
        #expect(
            session.tags == [SessionTag(key: "team", value: "assertion"), SessionTag(key: "site", value: "rule")])
    }

    /// A rule never mends what the assertion says wrongly.
    @Test func aMalformedValueOfTheAssertionIsRefused() async throws {
        let broker = try Self.broker([Self.admins(), Self.named])
        let error = try await Self.refusal(
            broker, [Self.groups("admins"), Self.mail, World.attribute("RoleSessionName", "a b")])
        #expect(error.cause.contains("claims.role-session-name"))
    }

    @Test func rolesOfBothCome() async throws {
        let broker = try Self.broker([Self.admins(), Self.readers, Self.named])
        let attributes = [
            World.attribute("Role", "\(World.admin),\(World.provider)"), Self.groups("admins", "team-blue"), Self.mail,
        ]
        #expect(try await Self.choices(broker, attributes) == [World.admin, World.reader])
        #expect(try await Self.assume(broker, attributes).session.issuer.name == "Administrator")
        #expect(try await Self.assume(broker, attributes, role: World.reader).session.issuer.name == "Reader")
    }

    @Test func theFirstRuleThatMakesAValueWins() async throws {
        let rules = [
            Self.rule("first", when: [.init(attribute: "none", .matching("*"))]) { $0.sessionName = .attribute("uid") },
            Self.rule("second") { $0.sessionName = .attribute("uid") },
            Self.rule("third") { $0.sessionName = .attribute("mail") },
            Self.named, Self.admins(),
        ]
        let attributes = [Self.groups("admins"), Self.mail]
        #expect(try await Self.assume(try Self.broker(rules), attributes).session.name == "alice@example.com")
        let uid = SAMLAttribute(name: "uid", values: ["a17"])
        #expect(try await Self.assume(try Self.broker(rules), attributes + [uid]).session.name == "a17")
    }

    /// Tags of a rule that gives one role are no tags of sessions with another.
    @Test func whatARuleMakesBesideARoleIsForThatRole() async throws {
        let rules = [
            Self.admins { $0.tags = [.init(key: "access", source: .text("full"))] }, Self.readers, Self.named,
        ]
        let broker = try Self.broker(rules)
        let attributes = [Self.groups("admins", "team-blue"), Self.mail]
        #expect(try await Self.assume(broker, attributes).session.tags.map(\.value) == ["full"])
        #expect(try await Self.assume(broker, attributes, role: World.reader).session.tags.isEmpty)
        let signIn = try await broker.service.signIn(
            World.validation(World.assertion(attributes)), call: World.call, at: World.now)
        let admin = try await broker.assume(
            try #require(signIn.request(roleARN: World.admin) as AssumeRoleWithSAMLRequest?))
        let reader = try await broker.assume(
            try #require(signIn.request(roleARN: World.reader) as AssumeRoleWithSAMLRequest?))
        #expect(admin.session.tags.map(\.value) == ["full"] && reader.session.tags.isEmpty)
    }

    // MARK: Values

    @Test(arguments: [["a b"], ["O'Brien"], ["x"], [String(repeating: "a", count: 65)], ["alice", "bob"], ["é1"]])
    func refuseASessionNameThatIsNone(_ values: [String]) async throws {
        let broker = try Self.broker([Self.admins(), Self.named])
        let attributes = [Self.groups("admins"), SAMLAttribute(name: "mail", values: values)]
        let error = try await Self.refusal(broker, attributes)
        #expect(error.cause.contains("claims.role-session-name") && error.cause.contains("claim rule named"))
        await #expect(throws: STSError.self) { try await Self.choices(broker, attributes) }
    }

    @Test func refuseATagWithoutOneGoodValue() async throws {
        let tag = Self.rule("tag") { $0.tags = [.init(key: "dept", source: .asserted(.attribute("dept")))] }
        let rules = [Self.admins(), Self.named, tag]
        for values in [["a", "b"], ["<"], [String(repeating: "a", count: 257)]] {
            let error = try await Self.refusal(
                try Self.broker(rules),
                [Self.groups("admins"), Self.mail, SAMLAttribute(name: "dept", values: values)])
            #expect(error.cause.contains("claims.principal-tags"))
        }
        let none = try await Self.assume(try Self.broker(rules), [Self.groups("admins"), Self.mail])
        #expect(none.session.tags.isEmpty)
    }

    @Test func refuseMoreTagsThanASessionHas() async throws {
        let tags = Self.rule("tags") { rule in
            rule.tags = (0..<50).map { AttributeRule.Tag(key: "k\($0)", source: .text("v")) }
        }
        let broker = try Self.broker([Self.admins(), Self.named, tags])
        let attributes = [Self.groups("admins"), Self.mail, World.attribute("PrincipalTag:one", "more")]
        #expect(try await Self.refusal(broker, attributes).code == .validationError)
    }

    // MARK: Record and revocation

    @Test func theRecordNamesTheRules() async throws {
        let broker = try Self.broker([Self.admins(), Self.named])
        _ = try await Self.assume(broker, [Self.groups("admins"), Self.mail])
        let data = try #require(broker.sink.events.last?.additionalEventData)
        let rules = data.first { $0.name == "claimRules" }?.value
        #expect(
            rules == .object([JSONMember("role", "admins"), JSONMember("roleSessionName", "named")]))
        let attributes = [
            World.attribute("Role", "\(World.admin),\(World.provider)"), Self.groups("admins"),
            World.attribute("RoleSessionName", "alice"),
        ]
        _ = try await broker.assume(try World.request(World.assertion(attributes, id: "_assertion2")))
        let own = try #require(broker.sink.events.last)
        #expect(!own.additionalEventData.contains { $0.name == "claimRules" })
    }

    @Test func aRevokedAttributeRefusesTheRule() async throws {
        let broker = try Self.broker([Self.admins(), Self.named])
        let target = RevocationTarget.attribute(name: "groups", value: "admins", providerARN: nil)
        try await broker.store.revoke(Revocation(target: target, issuedAtOrBefore: World.now))
        let error = try await Self.refusal(broker, [Self.groups("admins"), Self.mail])
        #expect(error.cause.contains("revoked"))
    }
}
