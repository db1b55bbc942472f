import Accounts
import Encodings
import FederationTesting
import Foundation
import SAML2
import STS
import Testing

/// Keys of tags that begin with `aws:`, also where Swift takes the colon and what follows for one character.
@Suite struct ReservedTagTests {
    private static let reserved = ["aws:x", "AWS:x", "Aws:", "aws:\u{FF9E}", "aws:\u{FF9E}team"]
    private static let free = ["aws", "awsx:", "a:ws", "\u{FF41}ws:x", "xaws:y"]

    @Test(arguments: reserved)
    func noneComesFromAnIdentityProvider(_ key: String) async throws {
        let assertion = try World.assertion(World.attributes + [World.attribute("PrincipalTag:\(key)", "x")])
        #expect(try await Broker().refusal(World.request(assertion)).code == .invalidIdentityToken)
    }

    @Test(arguments: free)
    func whatOnlyLooksAlikeIsTaken(_ key: String) async throws {
        let assertion = try World.assertion(World.attributes + [World.attribute("PrincipalTag:\(key)", "x")])
        try await Broker().assume(World.request(assertion))
    }

    @Test(arguments: reserved)
    func noneIsGivenToASession(_ key: String) async throws {
        let cast = try Cast()
        let caller = try await cast.user(policies: Cast.everything)
        let request = AssumeRoleRequest(
            roleARN: try await cast.role(), roleSessionName: "name", tags: [SessionTag(key: key, value: "x")])
        await #expect(throws: STSError.self) {
            try await cast.service.assumeRole(request, caller: caller, call: World.call, at: World.now)
        }
    }
}

/// ARNs that differ from that of an entity by case or path alone.
@Suite struct SpellingTests {
    /// To make a provider of its metadata takes long: it must not be tried for each spelling that somebody invents.
    @Test func anotherSpellingReadsNoMetadata() async throws {
        let broker = try Broker()
        let account = try World.account().id
        let provider = Entity(
            account: account, name: "Stored", uniqueID: UniqueID.make(.samlProvider, SystemRandomSource()),
            createDate: Timestamp(roundingDown: World.now), record: SAMLProviderRecord())
        try await broker.store.writeEntities { writer in
            try await writer.insert(provider)
            try await writer.setDocument(Array("no metadata".utf8), of: provider.uniqueID)
        }
        let arn = "arn:aws:iam::\(account):saml-provider/Stored"
        await #expect(throws: STSError.self) { try await broker.service.registeredProvider(arn: arn) }
        for other in ["stored", "STORED", "storeD"] {
            let other = "arn:aws:iam::\(account):saml-provider/\(other)"
            #expect(try await broker.service.registeredProvider(arn: other) == nil)
        }
    }
}
