import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Testing
import WebIdentity

@testable import SallyportServer

@Suite("Web identity tokens by the network")
struct OutboundIssuerTests {
    private static let path = "/oidc/\(Site.account)"
    private static let issuer = Site.publicURL + path
    private static let audience = "https://store.example.org"
    private static let request = [("Audience.member.1", audience), ("SigningAlgorithm", "RS256")]

    @Test func whoeverTrustsTheIssuerTakesItsTokens() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            let ana = try await staff.client(browser, user: "ana", policy: Site.everything)
            #expect(
                try await ana.sts("GetWebIdentityToken", Self.request).element("Code")
                    == "OutboundWebIdentityFederationDisabledException")
            let enabled = try await root.iam("EnableOutboundWebIdentityFederation")
            #expect(enabled.element("IssuerIdentifier") == Self.issuer)
            let answer = try await ana.sts("GetWebIdentityToken", Self.request)
            #expect(answer.status == .ok)
            #expect(answer.element("Expiration") == "2023-11-14T22:18:20Z")
            let token = try #require(answer.element("WebIdentityToken"))
            // As a relying party finds the keys.
            let discovery = try await browser.get(Self.path + "/.well-known/openid-configuration")
            let document = try DiscoveryDocument(json: Array(discovery.text.utf8), of: Self.issuer)
            #expect(document.keysURL == Self.issuer + "/.well-known/jwks.json")
            let set = try await browser.get(Self.path + "/.well-known/jwks.json")
            let keys = try JSONWebKeySet(json: Array(set.text.utf8))
            #expect(keys.refusals.isEmpty)
            let issuer = TrustedIssuer(url: Self.issuer, clientIDs: [Self.audience], keys: .success(keys))
            let taken = try WebIdentityValidator(issuers: [issuer]).validate(
                token, at: Timestamp(roundingDown: Site.now)
            ).outcome.get()
            #expect(taken.subject == "arn:aws:iam::\(Site.account):user/ana")
        }
        #expect(
            site.recorded == [
                "GetWebIdentityToken OutboundWebIdentityFederationDisabledException",
                "EnableOutboundWebIdentityFederation ok", "GetWebIdentityToken ok",
            ])
        let record = try #require(site.sink.events.last)
        #expect(record.responseElements == .object([JSONMember("expiration", "2023-11-14T22:18:20Z")]))
    }

    @Test func theIssuerIsOpenToEverybodyAndOnlyWhatThereIsIsShown() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            let documents = ["/.well-known/openid-configuration", "/.well-known/jwks.json"]
            let places = documents + ["/protocol/openid-connect/certs"]
            for place in places {
                #expect(try await browser.get(Self.path + place).status == .notFound)
            }
            let root = try await staff.client(browser, user: nil)
            _ = try await root.iam("EnableOutboundWebIdentityFederation")
            for place in places {
                let answer = try await browser.get(Self.path + place)
                #expect(answer.status == .ok)
                #expect(answer.headers[.contentType] == "application/json")
                #expect(answer.headers[.cacheControl] == "public, max-age=300")
                for account in ["210987654321", "12345678901", "x", "123456789012%00"] {
                    #expect(try await browser.get("/oidc/\(account)" + place).status == .notFound)
                }
            }
            let keys = try await browser.get(Self.path + places[1]).text
            #expect(try await browser.get(Self.path + places[2]).text == keys)
            for secret in ["\"d\"", "\"p\"", "\"q\"", "sealed"] { #expect(!keys.contains(secret)) }
            // Tokens of before it was disabled are verified to their end.
            _ = try await root.iam("DisableOutboundWebIdentityFederation")
            #expect(try await browser.get(Self.path + places[1]).text == keys)
        }
    }

    // MARK: Relying parties

    private static let parties = """
        relyingParties:
          - { name: ceph, audience: ceph, algorithm: RS256, tags: false, x5c: true, claims: { email: { attribute: mail } } }
          - { name: store, audience: "https://store.example.org", algorithm: RS256 }

        """

    @Test func aRelyingPartyHasAnIssuerOfItsOwn() async throws {
        let site = try await Site(extra: Self.parties)
        let staff = site.staff
        try await site.visit { browser in
            let own = Self.path + "/ceph"
            let places =
                ["openid-configuration", "jwks.json"].map { "/.well-known/\($0)" } + [
                    "/protocol/openid-connect/certs", "/thumbprints",
                ]
            for place in places { #expect(try await browser.get(own + place).status == .notFound) }
            let root = try await staff.client(browser, user: nil)
            _ = try await root.iam("EnableOutboundWebIdentityFederation")
            for place in places {
                let answer = try await browser.get(own + place)
                #expect(answer.status == .ok && answer.headers[.cacheControl] == "public, max-age=300")
                for other in ["store", "nobody", "CEPH", "ceph%00", "ceph/ceph"] {
                    #expect(try await browser.get("\(Self.path)/\(other)\(place)").status == .notFound)
                }
                #expect(try await browser.get("/oidc/210987654321/ceph" + place).status == .notFound)
            }
            #expect(try await browser.get(Self.path + "/thumbprints").status == .notFound)
            let text = try await browser.get(own + places[1]).text
            #expect(try await browser.get(own + places[2]).text == text)
            #expect(text.contains("\"x5c\""))
            let set = try JSONWebKeySet(json: Array(text.utf8))
            #expect(set.keys.count == 1 && set.refusals.isEmpty)
            let ana = try await staff.client(browser, user: "ana", policy: Site.everything)
            // The profile says the algorithm.
            let answer = try await ana.sts("GetWebIdentityToken", [("Audience.member.1", "ceph")])
            let token = try #require(answer.element("WebIdentityToken"))
            let issuer = TrustedIssuer(url: Site.publicURL + own, clientIDs: ["ceph"], keys: .success(set))
            let taken = try WebIdentityValidator(issuers: [issuer]).validate(
                token, at: Timestamp(roundingDown: Site.now)
            ).outcome.get()
            #expect(taken.audience == "ceph")
            let other = try await ana.sts(
                "GetWebIdentityToken", [("Audience.member.1", "ceph"), ("SigningAlgorithm", "ES384")])
            #expect(other.status == .badRequest && other.element("Code") == "ValidationError")
            let unsaid = try await ana.sts("GetWebIdentityToken", [("Audience.member.1", "urn:other")])
            #expect(unsaid.status == .badRequest && unsaid.element("Code") == "ValidationError")
        }
    }

    @Test func theLogSaysOnceThatAnIssuerCantBeShown() async throws {
        let lines = LogLines()
        let site = try await Site(extra: Self.parties, logger: lines.logger)
        let staff = site.staff
        let (store, id) = (site.store, "outbound-web-identity/\(Site.account)")
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            _ = try await root.iam("EnableOutboundWebIdentityFederation")
            // As an earlier version has left it.
            try await store.writeEntities { writer in
                guard var issuer = try await writer.entity(OutboundIssuerRecord.self, uniqueID: id) else { return }
                for index in issuer.record.keys.indices { issuer.record.keys[index].certificate = nil }
                try await writer.update(issuer)
            }
            for _ in 0..<3 {
                #expect(try await browser.get(Self.path + "/ceph/.well-known/jwks.json").status == .serviceUnavailable)
            }
        }
        let said = lines.all.filter { $0.contains("issuers of web identity tokens can't be shown") }
        #expect(said.count == 1 && said.first?.contains("has no certificate yet") == true)
        #expect(said.first?.contains(Site.account) == true)
    }

    @Test func aPresignedURLForATokenWorksForAQuarterOfAnHour() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            _ = try await root.iam("EnableOutboundWebIdentityFederation")
            var ana = try await staff.client(browser, user: "ana", policy: Site.everything)
            let fields = [("Action", "GetWebIdentityToken"), ("Version", "2011-06-15")] + Self.request
            #expect(try await ana.presigned(fields, service: "sts", expires: 3_600).status == .ok)
            ana.now = Site.now.addingTimeInterval(-901)
            #expect(try await ana.presigned(fields, service: "sts", expires: 3_600).element("Code") == "RequestExpired")
        }
    }
}
