import AWSSigV4
import Accounts
import Encodings
import Foundation
import HTTPTypes
import Keys
import Sessions
import Testing

@testable import SallyportServer

/// Somebody with credentials, who signs calls of the Query API.
struct SignedClient {
    let browser: Browser
    let accessKeyID: String
    let secret: String
    var token: String?
    var now = Site.now
    var region = "us-east-1"

    init(_ browser: Browser, accessKeyID: String, secret: String, token: String? = nil) {
        self.browser = browser
        self.accessKeyID = accessKeyID
        self.secret = secret
        self.token = token
    }

    /// With the credentials that an answer holds.
    init(_ browser: Browser, _ answer: Answer) throws {
        self.init(
            browser, accessKeyID: try #require(answer.element("AccessKeyId")),
            secret: try #require(answer.element("SecretAccessKey")), token: try #require(answer.element("SessionToken"))
        )
    }

    func sts(_ action: String, _ fields: [(String, String)] = []) async throws -> Answer {
        try await call([("Action", action), ("Version", "2011-06-15")] + fields, service: "sts")
    }

    func iam(_ action: String, _ fields: [(String, String)] = []) async throws -> Answer {
        try await call([("Action", action), ("Version", "2010-05-08")] + fields, service: "iam")
    }

    /// A call whose URL alone carries the signature, made at `now`.
    func presigned(_ fields: [(String, String)], service: String, expires: Int) async throws -> Answer {
        let signer = Signer(
            credential: Credential(
                accessKeyID: accessKeyID, secretAccessKey: SecretAccessKey(secret), sessionToken: token),
            region: region, service: service)
        let request = SignableRequest(
            method: "GET", path: "/", query: Browser.form(fields), headers: [("Host", "localhost")],
            payload: Payload([]))
        return try await browser.get("/?" + signer.presign(request, expires: expires, at: now).query)
    }

    private func call(_ fields: [(String, String)], service: String) async throws -> Answer {
        let body = Browser.form(fields)
        let type = "application/x-www-form-urlencoded; charset=utf-8"
        let signer = Signer(
            credential: Credential(
                accessKeyID: accessKeyID, secretAccessKey: SecretAccessKey(secret), sessionToken: token),
            region: region, service: service)
        let request = SignableRequest(
            method: "POST", path: "/", headers: [("Host", "localhost"), ("Content-Type", type)],
            payload: Payload(Array(body.utf8)))
        var headers: HTTPFields = [.contentType: type]
        for header in try signer.sign(request, at: now).headers
        where header.name != "Host" && header.name != "Content-Type" {
            headers[try #require(HTTPField.Name(header.name))] = header.value
        }
        return try await browser.send(.post, "/", headers: headers, body: body)
    }

    /// The `Session` parameter of `getSigninToken`.
    var session: String {
        #"{"sessionId":"\#(accessKeyID)","sessionKey":"\#(secret)","sessionToken":"\#(token ?? "")"}"#
    }

    /// Asks for a sign-in token and signs a browser in with it.
    func signIn(_ fields: [(String, String)] = []) async throws -> (Answer, Browser) {
        let visitor = browser.stranger()
        let answer = try await visitor.post(
            "/federation", [("Action", "getSigninToken"), ("Session", session)] + fields)
        guard let token = answer.json["SigninToken"] as? String else { return (answer, visitor) }
        return (
            try await visitor.get("/federation?Action=login&SigninToken=\(PercentEncoding.encode(token))"), visitor
        )
    }
}

extension Site {
    static let everything =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#

    var staff: Staff { Staff(store: store, keyRing: keyRing) }
}

/// Users and roles of the site's account.
struct Staff {
    let store: InMemoryFederationStore
    let keyRing: KeyRing

    /// A user with a key; without a name the account's root.
    func client(_ browser: Browser, user name: String?, policy: String? = nil) async throws -> SignedClient {
        let account = try #require(AccountID(Site.account))
        let instant = Timestamp(roundingDown: Site.now)
        let inline = policy.map { [InlinePolicy(name: "inline", document: $0)] } ?? []
        let user = name.map { name in
            Entity(
                account: account, name: name, uniqueID: UniqueID.make(.user, SystemRandomSource()),
                createDate: instant, record: UserRecord(inlinePolicies: inline))
        }
        let key = try AccessKeys.make(
            account: account, owner: user?.uniqueID, keyRing: keyRing, random: SystemRandomSource(), at: instant)
        try await store.writeEntities { writer in
            if let user { try await writer.insert(user) }
            try await writer.insert(key.entity)
        }
        return SignedClient(browser, accessKeyID: key.entity.uniqueID, secret: key.secretAccessKey)
    }

    /// A role that every principal of the account may assume which is named or has the permission.
    func addRole(_ name: String, trusting principal: String = Site.account, policy: String = Site.everything)
        async throws
    {
        let account = try #require(AccountID(Site.account))
        let trust =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"#
            + #""Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}]}"#
        try await store.writeEntities { writer in
            try await writer.insert(
                Entity(
                    account: account, name: name, uniqueID: UniqueID.make(.role, SystemRandomSource()),
                    createDate: Timestamp(roundingDown: Site.now),
                    record: RoleRecord(
                        assumeRolePolicyDocument: trust,
                        inlinePolicies: [InlinePolicy(name: "inline", document: policy)])))
        }
    }
}
