import AWSQuery
import Accounts
import Encodings
import Foundation
import IAM
import Keys
import STS
import Testing

@Suite("Outbound web identity federation")
struct OutboundFederationTests {
    private static let url = "https://broker.example.com/oidc/123456789012"
    private static let enabled = QueryFault(
        "FeatureEnabled", "Outbound web identity federation is already enabled for this account.", status: 409)
    private static let disabled = QueryFault(
        "FeatureDisabled", "Outbound web identity federation is not enabled for this account.", status: 404)

    private static func keys(_ world: World) async throws -> [OutboundIssuerRecord.Key] {
        let account = world.account.id
        let issuer = try await world.store.readEntities { reader in
            try await reader.entities(OutboundIssuerRecord.self, .below(.outboundIssuer, account))
        }
        #expect(issuer.count <= 1)
        return issuer.first?.record.keys ?? []
    }

    @Test("It is enabled, told of, and disabled, each once", arguments: World.Storage.allCases)
    func isSwitched(_ storage: World.Storage) async throws {
        let world = try World(storage)
        for name in ["DisableOutboundWebIdentityFederation", "GetOutboundWebIdentityFederationInfo"] {
            #expect(try await world.fault(name) == Self.disabled)
        }
        let result = try await world.perform("EnableOutboundWebIdentityFederation")
        #expect(result.text("IssuerIdentifier") == Self.url)
        #expect(try await world.fault("EnableOutboundWebIdentityFederation") == Self.enabled)
        let info = try await world.perform("GetOutboundWebIdentityFederationInfo")
        #expect(info.text("IssuerIdentifier") == Self.url)
        #expect(info.text("JwtVendingEnabled") == "true")
        let keys = try await Self.keys(world)
        #expect(keys.map(\.algorithm) == ["RS256", "ES384"])
        #expect(try await world.perform("DisableOutboundWebIdentityFederation").members == nil)
        for name in ["DisableOutboundWebIdentityFederation", "GetOutboundWebIdentityFederationInfo"] {
            #expect(try await world.fault(name) == Self.disabled)
        }
        // The keys stay: what was signed is verified to its end, and those who trust the issuer need not read it anew.
        #expect(try await Self.keys(world) == keys)
        try await world.perform("EnableOutboundWebIdentityFederation")
        #expect(try await Self.keys(world) == keys)
    }

    @Test("Each account has an issuer of its own")
    func isOfOneAccount() async throws {
        let world = try World()
        try await world.perform("EnableOutboundWebIdentityFederation")
        let other = try await world.root(world.other)
        #expect(try await world.fault("GetOutboundWebIdentityFederationInfo", as: other) == Self.disabled)
        let result = try await world.perform("EnableOutboundWebIdentityFederation", as: other)
        #expect(result.text("IssuerIdentifier") == "https://broker.example.com/oidc/210987654321")
        #expect(try await world.perform("GetOutboundWebIdentityFederationInfo").text("IssuerIdentifier") == Self.url)
    }

    @Test("No secret of a key stands in the store in the clear")
    func isSealed() async throws {
        let world = try World()
        try await world.perform("EnableOutboundWebIdentityFederation")
        for key in try await Self.keys(world) {
            let context = OutboundIssuerRecord.sealContext(key.id)
            let secret = try #require(world.keyRing.openFromStorage(key.sealed, context: context))
            #expect(key.sealed.count > secret.count)
            #expect(world.keyRing.openFromStorage(key.sealed, context: OutboundIssuerRecord.sealContext("x")) == nil)
            #expect(Set(key.publicMembers.keys).isDisjoint(with: ["d", "p", "q", "dp", "dq", "qi"]))
        }
    }
}
