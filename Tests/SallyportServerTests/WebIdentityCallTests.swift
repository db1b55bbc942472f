import Audit
import FederationTesting
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import SallyportServer

/// AssumeRoleWithWebIdentity as it comes by the network.
@Suite("Calls with tokens of OpenID providers")
struct WebIdentityCallTests {
    private static let issuer = "https://issuer.example.org/tenant"
    private static let provider = "arn:aws:iam::\(Site.account):oidc-provider/issuer.example.org/tenant"
    /// Goes on where the account of the site's configuration ends.
    private static let configured =
        "    oidcProviders:\n      - { url: \(issuer), clientIDs: [client], jwksFile: jwks.json }\n"
    private static let trust =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\#(provider)"},"#
        + #""Action":"sts:AssumeRoleWithWebIdentity","#
        + #""Condition":{"StringLike":{"issuer.example.org/tenant:sub":"repo:acme/*"}}}]}"#

    private static func token(subject: String = "repo:acme/app") throws -> String {
        try TokenKey.p256.token(
            header: #"{"alg":"ES256","kid":"p256"}"#,
            payload: #"{"iss":"\#(issuer)","sub":"\#(subject)","aud":"client","iat":1699999990,"exp":1700000300}"#,
            algorithm: "ES256")
    }

    private static func parameters(_ token: String) -> [(String, String)] {
        [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", Site.role("Deployer")),
            ("RoleSessionName", "job-1"), ("WebIdentityToken", token),
        ]
    }

    @Test func giveCredentials() async throws {
        let site = try await Site(extra: Self.configured)
        let staff = site.staff
        let token = try Self.token()
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            let made = try await root.iam(
                "CreateRole", [("RoleName", "Deployer"), ("AssumeRolePolicyDocument", Self.trust)])
            #expect(made.status == .ok)
            let answer = try await browser.post("/", Self.parameters(token))
            #expect(answer.status == .ok)
            #expect(answer.element("AccessKeyId")?.hasPrefix("ASIA") == true)
            #expect(answer.element("SubjectFromWebIdentityToken") == "repo:acme/app")
            #expect(answer.element("Provider") == Self.issuer)
            #expect(answer.element("Audience") == "client")
            let other = try await browser.post("/", Self.parameters(try Self.token(subject: "repo:other/app")))
            #expect(other.status == .forbidden)
            #expect(other.element("Message") == "Not authorized to perform sts:AssumeRoleWithWebIdentity")
            let incomplete = try await browser.post(
                "/", Self.parameters(token).filter { $0.0 != "RoleSessionName" })
            #expect(incomplete.element("Code") == "ValidationError")
            #expect(!incomplete.text.contains(token))
            let long = try await browser.post("/", Self.parameters(String(repeating: "a", count: 20_001)))
            #expect(long.element("Code") == "ValidationError")
        }
        #expect(
            site.recorded.suffix(4) == [
                "AssumeRoleWithWebIdentity ok", "AssumeRoleWithWebIdentity AccessDenied",
                "AssumeRoleWithWebIdentity ValidationError", "AssumeRoleWithWebIdentity ValidationError",
            ])
        let signature = try #require(token.split(separator: ".").last)
        for event in site.sink.events {
            #expect(!String(decoding: event.jsonLine, as: UTF8.self).contains(signature))
        }
    }
}
