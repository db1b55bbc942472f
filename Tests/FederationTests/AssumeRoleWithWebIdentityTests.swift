import AWSQuery
import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import SAML2
import STS
import Sessions
import TestSupport
import Testing
import WebIdentity

@Suite struct AssumeRoleWithWebIdentityTests {
    static let url = "https://issuer.example.org/tenant"
    static let name = "issuer.example.org/tenant"
    static let provider = "arn:aws:iam::123456789012:oidc-provider/issuer.example.org/tenant"
    static let role = "arn:aws:iam::123456789012:role/Deployer"
    static let subject = "repo:acme/app:ref:refs/heads/main"
    static let now = Timestamp(roundingDown: World.now)

    static func trust(
        actions: String = #""sts:AssumeRoleWithWebIdentity""#, condition: String? = nil, principal: String = provider
    ) -> String {
        World.trust(actions: actions, condition: condition, provider: principal)
    }

    /// Two accounts with the same provider in both, and a role in the first.
    static func directory(trust: String = trust()) throws -> FederationDirectory {
        let keys = Array(try TokenKey.set([.p256]).utf8)
        let accounts = [try World.account(), try World.account("210987654321")]
        return try FederationDirectory(
            accounts: accounts, providers: [],
            oidcProviders: [
                OIDCProvider(account: accounts[0], url: IssuerURL(url), clientIDs: ["client"], jwks: keys),
                OIDCProvider(
                    account: accounts[1], url: IssuerURL("https://elsewhere.example.org"), clientIDs: ["client"],
                    jwks: keys),
            ],
            roles: [
                Role(
                    account: accounts[0], name: "Deployer",
                    trustPolicy: try PolicyDocument(parsing: trust, kind: .trust), maxSessionDuration: 7_200)
            ])
    }

    static func token(_ changes: [String: JSONValue?] = [:], key: TokenKey = .p256) throws -> String {
        var claims: [String: JSONValue?] = [
            "iss": .string(url), "sub": .string(subject), "aud": .string("client"),
            "iat": .integer(now.epochSeconds - 10), "exp": .integer(now.epochSeconds + 300),
        ]
        claims.merge(changes) { $1 }
        let members = claims.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { JSONMember(name, $0) }
        }
        return try key.token(
            header: #"{"alg":"ES256","kid":"p256","typ":"JWT"}"#, payload: JSONValue.object(members).text(),
            algorithm: "ES256")
    }

    static func request(
        _ changes: [String: JSONValue?] = [:], role: String = role, duration: Int? = nil
    ) throws -> WebIdentityRequest {
        WebIdentityRequest(
            roleARN: role, roleSessionName: "deploy-1", token: try token(changes), durationSeconds: duration)
    }

    static func broker(trust: String = trust()) throws -> Broker { try Broker(directory: directory(trust: trust)) }

    static func refusal(
        _ request: WebIdentityRequest, by broker: Broker, at instant: Date = World.now,
        _ location: SourceLocation = #_sourceLocation
    ) async throws -> STSError {
        do {
            _ = try await broker.service.assumeRoleWithWebIdentity(request, call: World.call, at: instant)
        } catch {
            return error
        }
        throw Broker.Unrefused(location: location)
    }

    // MARK: Credentials

    @Test func givesCredentials() async throws {
        let broker = try Self.broker()
        let result = try await broker.service.assumeRoleWithWebIdentity(
            Self.request(), call: World.call, at: World.now)
        #expect(result.credentials.accessKeyID.hasPrefix("ASIA"))
        #expect(result.credentials.sessionToken.utf8.count <= 4_096)
        #expect(result.credentials.expiration == Self.now.advanced(bySeconds: 3_600))
        #expect("\(result.assumedRoleARN)" == "arn:aws:sts::123456789012:assumed-role/Deployer/deploy-1")
        #expect(result.subject == Self.subject)
        #expect(result.provider == Self.url)
        #expect(result.audience == "client")
        // As often as it is valid.
        _ = try await broker.service.assumeRoleWithWebIdentity(Self.request(), call: World.call, at: World.now)
    }

    @Test func theSessionKnowsWhereItsUserCameFrom() async throws {
        let broker = try Self.broker()
        let result = try await broker.service.assumeRoleWithWebIdentity(
            Self.request(["amr": .strings(["pwd", "otp"])]), call: World.call, at: World.now)
        let caller = try await broker.service.authenticate(
            accessKeyID: result.credentials.accessKeyID, sessionToken: result.credentials.sessionToken, at: World.now
        ).caller
        let keys = caller.contextKeys(at: Self.now)
        #expect(keys["\(Self.name):sub"] == [Self.subject])
        #expect(keys["\(Self.name):aud"] == ["client"])
        #expect(keys["\(Self.name):amr"] == ["pwd", "otp"])
        #expect(keys["aws:FederatedProvider"] == [Self.provider])
        #expect(keys["aws:PrincipalType"] == ["AssumedRole"])
        #expect(caller.credentialSource == .assumedRole(isChained: false))
        #expect(caller.session?.webIdentity?.assertedAt == Self.now.advanced(bySeconds: -10))
    }

    @Test func durationsAreThoseOfTheRole() async throws {
        let broker = try Self.broker()
        let longest = try await broker.service.assumeRoleWithWebIdentity(
            Self.request(duration: 7_200), call: World.call, at: World.now)
        #expect(longest.credentials.expiration == Self.now.advanced(bySeconds: 7_200))
        #expect(try await Self.refusal(Self.request(duration: 7_201), by: broker).code == .validationError)
        #expect(try await Self.refusal(Self.request(duration: 899), by: broker).code == .validationError)
    }

    @Test func anOperationWithoutASignatureTakesIt() async throws {
        let broker = try Self.broker()
        let operation = try #require(STSOperations.all.first { $0.name == "AssumeRoleWithWebIdentity" })
        #expect(!operation.isSigned)
        let rules = ResponseRules(recipients: [World.recipient], audiences: [World.recipient])
        let operations = STSOperations(broker.service, judge: ResponseJudge(rules, directory: broker.service.directory))
        let parameters = QueryParameters([
            "RoleArn": Self.role, "RoleSessionName": "deploy-1", "WebIdentityToken": try Self.token(),
        ])
        try operation.check(parameters)
        let result = try await operations.perform(
            operation, parameters, caller: nil, call: World.call, at: World.now)
        #expect(result.members?.contains(.text("SubjectFromWebIdentityToken", Self.subject)) == true)
        #expect(result.members?.contains(.text("Provider", Self.url)) == true)
        #expect(result.members?.contains(.text("Audience", "client")) == true)
    }

    // MARK: Refusals

    static let notAToken =
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
    static let noKey =
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
        + "documentation for requirements"

    static let refusals: [([String: JSONValue?], STSError.Code, String)] = [
        (
            ["iss": .string("https://nobody.example.org")], .invalidIdentityToken,
            "No OpenIDConnect provider found in your account for https://nobody.example.org"
        ),
        // A provider of another account.
        (
            ["iss": .string("https://elsewhere.example.org")], .invalidIdentityToken,
            "No OpenIDConnect provider found in your account for https://elsewhere.example.org"
        ),
        (
            ["iss": .string(url + "/")], .invalidIdentityToken,
            "No OpenIDConnect provider found in your account for \(url)/"
        ),
        (["iss": nil], .invalidIdentityToken, "No OpenIDConnect provider found in your account for "),
        (["aud": .string("other")], .invalidIdentityToken, "Incorrect token audience"),
        (["azp": .string("other")], .invalidIdentityToken, "Incorrect token audience"),
        (
            ["exp": .integer(now.epochSeconds - 60)], .expiredToken,
            "Token expired: current date/time 1700000000 must be before the expiration date/time1699999940"
        ),
        (["iat": .integer(now.epochSeconds - 86_461)], .expiredToken, "Token too old: 86461"),
        (["exp": nil], .invalidIdentityToken, notAToken), (["iat": nil], .invalidIdentityToken, notAToken),
        (["sub": nil], .invalidIdentityToken, notAToken),
        (
            ["https://aws.amazon.com/tags": .string("x")], .invalidIdentityToken, notAToken
        ),
    ]

    @Test(arguments: refusals)
    func refuses(changes: [String: JSONValue?], code: STSError.Code, message: String) async throws {
        let broker = try Self.broker()
        let error = try await Self.refusal(Self.request(changes), by: broker)
        #expect(error.code == code)
        #expect(error.message == message)
        #expect(!error.failedChecks.isEmpty)
    }

    @Test func refusesAForgedToken() async throws {
        let broker = try Self.broker()
        var request = try Self.request()
        request.token = try Self.token(key: .onP256("p256"))
        let error = try await Self.refusal(request, by: broker)
        #expect(error.code == .invalidIdentityToken && error.message == Self.noKey)
        #expect(error.failedChecks.map(\.name) == ["web-identity.signature"])
        request.token = "not.a.token"
        #expect(try await Self.refusal(request, by: broker).message == Self.notAToken)
        let event = try #require(broker.sink.events.first)
        #expect(event.userIdentity == .unknown)
        #expect(event.errorCode == "InvalidIdentityToken")
    }

    @Test func refusesAccessTokensOfOAuth() async throws {
        let broker = try Self.broker()
        var request = try Self.request()
        request.providerID = "www.amazon.com"
        #expect(try await Self.refusal(request, by: broker).message == Self.notAToken)
    }

    @Test(arguments: [
        "arn:aws:iam::123456789012:role/Nobody", "arn:aws:iam::123456789012:role/deployer",
        "arn:aws:iam::999999999999:role/Deployer", "arn:aws-cn:iam::123456789012:role/Deployer",
    ])
    func refusesAnUnknownRole(role: String) async throws {
        let error = try await Self.refusal(Self.request(role: role), by: Self.broker())
        #expect(error.code == .accessDenied)
        #expect(error.message == "Not authorized to perform sts:AssumeRoleWithWebIdentity")
    }

    static let conditions: [(String, Bool)] = [
        (#"{"StringEquals":{"issuer.example.org/tenant:aud":"client"}}"#, true),
        (#"{"StringEquals":{"issuer.example.org/tenant:aud":"other"}}"#, false),
        (#"{"StringLike":{"issuer.example.org/tenant:sub":"repo:acme/app:*"}}"#, true),
        (#"{"StringLike":{"issuer.example.org/tenant:sub":"repo:acme/other:*"}}"#, false),
        (#"{"StringEquals":{"issuer.example.org:aud":"client"}}"#, false),
        (#"{"StringEquals":{"sts:RoleSessionName":"deploy-1"}}"#, true),
        (#"{"StringEquals":{"aws:FederatedProvider":"\#(provider)"}}"#, true),
        (#"{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#, true),
        (#"{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}"#, false),
    ]

    @Test(arguments: conditions)
    func theTrustPolicyDecides(condition: String, isAllowed: Bool) async throws {
        let broker = try Self.broker(trust: Self.trust(condition: condition))
        if isAllowed {
            _ = try await broker.service.assumeRoleWithWebIdentity(Self.request(), call: World.call, at: World.now)
        } else {
            let error = try await Self.refusal(Self.request(), by: broker)
            #expect(error.message == "Not authorized to perform sts:AssumeRoleWithWebIdentity")
            #expect(error.failedChecks.map(\.name) == ["trust-policy"])
        }
    }

    @Test func theTrustPolicyHasToNameProviderAndAction() async throws {
        for trust in [
            Self.trust(principal: Self.provider + "x"), Self.trust(principal: "issuer.example.org"),
            Self.trust(actions: #""sts:AssumeRoleWithSAML""#), Self.trust(actions: #""sts:AssumeRole""#),
        ] {
            #expect(try await Self.refusal(Self.request(), by: Self.broker(trust: trust)).code == .accessDenied)
        }
    }

    static func google(_ statements: String...) throws -> Broker {
        let account = try World.account()
        let policy = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
        return try Broker(
            directory: FederationDirectory(
                accounts: [account], providers: [],
                oidcProviders: [
                    OIDCProvider(
                        account: account, url: IssuerURL("https://accounts.google.com"), clientIDs: ["client"],
                        jwks: Array(try TokenKey.set([.p256]).utf8))
                ],
                roles: [
                    Role(account: account, name: "Deployer", trustPolicy: PolicyDocument(parsing: policy, kind: .trust))
                ]))
    }

    /// Trust policies of AWS name Google, Cognito, Facebook and Amazon without an ARN.
    @Test func aWellKnownProviderHasAName() async throws {
        func statement(_ effect: String, _ principal: String) -> String {
            #"{"Effect":"\#(effect)","Principal":{"Federated":"\#(principal)"},"#
                + #""Action":"sts:AssumeRoleWithWebIdentity","#
                + #""Condition":{"StringEquals":{"accounts.google.com:aud":"client"}}}"#
        }
        let arn = "arn:aws:iam::123456789012:oidc-provider/accounts.google.com"
        let claims: [String: JSONValue?] = ["iss": .string("https://accounts.google.com")]
        for principal in ["accounts.google.com", arn] {
            let broker = try Self.google(statement("Allow", principal))
            _ = try await broker.service.assumeRoleWithWebIdentity(
                Self.request(claims), call: World.call, at: World.now)
        }
        for denied in ["accounts.google.com", arn] {
            for allowed in ["accounts.google.com", arn] {
                let broker = try Self.google(statement("Allow", allowed), statement("Deny", denied))
                #expect(try await Self.refusal(Self.request(claims), by: broker).code == .accessDenied)
            }
        }
        let other = try Self.google(statement("Allow", "cognito-identity.amazonaws.com"))
        #expect(try await Self.refusal(Self.request(claims), by: other).code == .accessDenied)
    }

    @Test func policyVariablesKnowTheUser() async throws {
        let result = try await Self.broker().service.assumeRoleWithWebIdentity(
            Self.request(), call: World.call, at: World.now)
        let policy = try PolicyDocument(
            parsing: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","#
                + #""Resource":"arn:aws:s3:::films/${issuer.example.org/tenant:sub}/*"}]}"#, kind: .managed)
        func decision(_ folder: String) -> Bool {
            PolicySet(identity: [AttachedPolicy(name: "films", document: policy)]).evaluate(
                RequestContext(
                    principal: result.session.principal, action: "s3:GetObject",
                    resource: "arn:aws:s3:::films/\(folder)/a", resourceAccount: "123456789012",
                    keys: result.session.contextKeys(at: Self.now))
            ).isAllowed
        }
        #expect(decision(Self.subject))
        #expect(!decision("repo:acme/other"))
    }

    @Test func theAuthorizedPartyIsToldApart() async throws {
        let claims: [String: JSONValue?] = ["azp": .string("client"), "aud": .strings(["a", "b"])]
        let condition = #"""
            {"StringEquals":{"issuer.example.org/tenant:aud":"client","issuer.example.org/tenant:azp":"client"},
            "ForAllValues:StringEquals":{"issuer.example.org/tenant:oaud":["a","b"]}}
            """#
        let broker = try Self.broker(trust: Self.trust(condition: condition))
        _ = try await broker.service.assumeRoleWithWebIdentity(Self.request(claims), call: World.call, at: World.now)
    }

    // MARK: Tags and source identity

    static let tags: JSONValue = .object([
        JSONMember("principal_tags", .object([JSONMember("team", .strings(["blue"]))])),
        JSONMember("transitive_tag_keys", .strings(["team"])),
    ])

    @Test func tagsAndSourceIdentityNeedTheirActions() async throws {
        let both: [String: JSONValue?] = [
            "https://aws.amazon.com/tags": Self.tags, "https://aws.amazon.com/source_identity": .string("ana"),
        ]
        let allowed = Self.trust(
            actions: #"["sts:AssumeRoleWithWebIdentity","sts:TagSession","sts:SetSourceIdentity"]"#,
            condition: #"{"StringEquals":{"aws:RequestTag/team":"blue"}}"#)
        let result = try await Self.broker(trust: allowed).service.assumeRoleWithWebIdentity(
            Self.request(both), call: World.call, at: World.now)
        #expect(result.session.tags.map(\.key) == ["team"])
        #expect(result.session.transitiveTagKeys == ["team"])
        #expect(result.sourceIdentity == "ana")
        for actions in [
            #"["sts:AssumeRoleWithWebIdentity","sts:TagSession"]"#,
            #"["sts:AssumeRoleWithWebIdentity","sts:SetSourceIdentity"]"#,
        ] {
            let error = try await Self.refusal(Self.request(both), by: Self.broker(trust: Self.trust(actions: actions)))
            #expect(error.code == .accessDenied)
        }
    }

    @Test func tagsKeepToTheRulesOfSessions() async throws {
        let broker = try Self.broker()
        func tags(_ key: String) -> JSONValue {
            .object([JSONMember("principal_tags", .object([JSONMember(key, "x")]))])
        }
        for claim: [String: JSONValue?] in [
            ["https://aws.amazon.com/tags": tags("aws:team")], ["https://aws.amazon.com/tags": tags("")],
            ["https://aws.amazon.com/tags": .object([JSONMember("transitive_tag_keys", .strings(["team"]))])],
        ] {
            let error = try await Self.refusal(Self.request(claim), by: broker)
            #expect(error.message == "The session tags of the token are not valid.")
        }
        let error = try await Self.refusal(
            Self.request(["https://aws.amazon.com/source_identity": .string("a b")]), by: broker)
        #expect(error.message == "The source identity of the token is not valid.")
    }

    // MARK: Revocation

    @Test func isRevokedBySubjectRoleAndSessionName() async throws {
        let broker = try Self.broker()
        let result = try await broker.service.assumeRoleWithWebIdentity(
            Self.request(), call: World.call, at: World.now)
        let roleID = result.session.issuer.uniqueID
        for target: RevocationTarget in [
            .subject(nameQualifier: Self.provider, subject: Self.subject), .role(uniqueID: roleID),
            .sessionName("deploy-1", providerARN: Self.provider), .sessionName("deploy-1", providerARN: nil),
        ] {
            let revocations = RevocationList([Revocation(target: target, issuedAtOrBefore: World.now)])
            #expect(result.session.isRevoked(by: revocations))
            let other = try Self.broker()
            try await other.store.revoke(Revocation(target: target, issuedAtOrBefore: World.now))
            #expect(try await Self.refusal(Self.request(), by: other).code == .accessDenied)
            // A token that is younger is another matter.
            let later = World.now.addingTimeInterval(60)
            let young = try Self.request(["iat": .integer(Self.now.epochSeconds + 30)])
            _ = try await other.service.assumeRoleWithWebIdentity(young, call: World.call, at: later)
        }
        for target: RevocationTarget in [
            .subject(nameQualifier: Self.provider, subject: "somebody"),
            .subject(nameQualifier: Self.provider + "x", subject: Self.subject),
            .sessionName("deploy-1", providerARN: World.provider),
        ] {
            let revocations = RevocationList([Revocation(target: target, issuedAtOrBefore: World.now)])
            #expect(!result.session.isRevoked(by: revocations))
        }
    }

    @Test func aProviderStandsForItsSubjects() async throws {
        let service = try Self.broker().service
        #expect(try await service.hasProvider(arn: Self.provider))
        #expect(try await !service.hasProvider(arn: Self.provider + "x"))
        #expect(
            try await service.revocationTargets(subject: "ana", providerARN: Self.provider)
                == [.subject(nameQualifier: Self.provider, subject: "ana")])
    }

    // MARK: Recording

    @Test func isRecordedWithoutTheToken() async throws {
        let broker = try Self.broker()
        let request = try Self.request()
        _ = try await broker.service.assumeRoleWithWebIdentity(request, call: World.call, at: World.now)
        let event = try #require(broker.sink.events.first)
        let line = String(decoding: event.jsonLine, as: UTF8.self)
        #expect(event.eventName == "AssumeRoleWithWebIdentity")
        #expect(event.userIdentity.members.first == JSONMember("type", "WebIdentityUser"))
        #expect(line.contains(#""principalId":"\#(Self.provider):client:\#(Self.subject)""#))
        #expect(line.contains(#""subjectFromWebIdentityToken":"\#(Self.subject)""#))
        #expect(event.resources.map { "\($0.arn)" } == [Self.role])
        #expect(event.additionalEventData.map(\.name) == ["tokenSHA256"])
        for part in request.token.split(separator: ".") { #expect(!line.contains(part)) }
    }

    // MARK: Providers of the store

    @Test func aProviderOfTheStoreNeedsSomebodyToFetchItsKeys() async throws {
        let account = try World.account()
        let store = InMemoryFederationStore()
        let entity = Entity(
            account: account.id, name: Self.name, uniqueID: "AOPA1", createDate: Self.now,
            record: OIDCProviderRecord(url: Self.url, clientIDs: ["client"]))
        try await store.writeEntities { try await $0.insert(entity) }
        let policy = try PolicyDocument(parsing: Self.trust(), kind: .trust)
        let directory = try FederationDirectory(
            accounts: [account], providers: [], roles: [Role(account: account, name: "Deployer", trustPolicy: policy)])
        let broker = try Broker(directory: directory, store: store)
        #expect(try await Self.refusal(Self.request(), by: broker).message == Self.noKey)
        var service = broker.service
        service.providerKeys = Keys()
        let result = try await service.assumeRoleWithWebIdentity(Self.request(), call: World.call, at: World.now)
        #expect(result.subject == Self.subject)
    }

    /// Has the keys of everybody.
    struct Keys: ProviderKeySource {
        func keys(
            of provider: OIDCProvider, naming keyID: String?
        ) async -> Result<JSONWebKeySet, WebIdentityError> {
            do {
                return .success(try JSONWebKeySet(json: Array(try TokenKey.set([.p256]).utf8)))
            } catch {
                return .failure(WebIdentityError("\(error)"))
            }
        }
    }
}
