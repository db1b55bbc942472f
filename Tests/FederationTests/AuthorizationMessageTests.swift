import Accounts
import FederationTesting
import Foundation
import STS
import Sessions
import Testing

@Suite struct AuthorizationMessageTests {
    private let cast: Cast

    init() throws { cast = try Cast() }

    private func message(_ role: String, _ caller: Caller) async throws -> String {
        do {
            _ = try await cast.assume(role, as: caller)
        } catch let error as STSError {
            return try #require(error.authorizationMessage)
        }
        throw Broker.Unrefused(location: #_sourceLocation)
    }

    private func decode(_ message: String, _ caller: Caller, at instant: Date = World.now) async throws -> String {
        try await cast.service.decodeAuthorizationMessage(message, caller: caller, call: World.call, at: instant)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func items(_ value: Any?) throws -> [[String: Any]] {
        try #require((value as? [String: Any])?["items"] as? [[String: Any]])
    }

    @Test func saysWhatWasAskedAndWhatCameNear() async throws {
        let ana = try await cast.user()
        let admin = try await cast.user("admin", policies: Cast.everything)
        let role = try await cast.role(
            trust: Cast.trust(ana.arn, condition: #"{"StringEquals":{"sts:ExternalId":"deal"}}"#))
        let text = try await decode(try await message(role, ana), admin)
        let decoded = try object(text)
        #expect(decoded["allowed"] as? Bool == false)
        #expect(decoded["explicitDeny"] as? Bool == false)
        #expect(try items(decoded["matchedStatements"]).isEmpty)
        #expect("\(try items(decoded["failures"]))".contains("StringEquals sts:ExternalId"))
        let context = try #require(decoded["context"] as? [String: Any])
        #expect(
            context["principal"] as? [String: String] == ["id": ana.userID, "name": "ana", "arn": "\(ana.arn)"])
        #expect(context["action"] as? String == "sts:AssumeRole")
        #expect(context["resource"] as? String == role)
        let keys = try items(context["conditions"]).compactMap { $0["key"] as? String }
        #expect(keys.contains("sts:RoleSessionName") && keys.contains("aws:username"))
    }

    @Test func showsTheStatementThatDenied() async throws {
        let ana = try await cast.user(policies: Cast.everything, Cast.deny(#""sts:AssumeRole""#))
        let role = try await cast.role(trust: Cast.trust(ana.arn))
        let admin = try await cast.user("admin", policies: Cast.everything)
        let decoded = try object(try await decode(try await message(role, ana), admin))
        #expect(decoded["explicitDeny"] as? Bool == true)
        let statement = try #require(try items(decoded["matchedStatements"]).first)
        #expect(statement["effect"] as? String == "DENY")
        #expect(try items(statement["actions"]).first?["value"] as? String == "sts:AssumeRole")
    }

    @Test func isForTheCallersAccountAndAnHour() async throws {
        let ana = try await cast.user()
        let role = try await cast.role(trust: Cast.trust(Cast.account))
        let message = try await message(role, ana)
        let admin = try await cast.user("admin", policies: Cast.allow(#""sts:DecodeAuthorizationMessage""#))
        let foreign = try await cast.user("admin", policies: Cast.everything, account: Cast.other)
        let invalid = "InvalidAuthorizationMessageException (400): The authorization message is invalid or has expired."
        _ = try await decode(message, admin, at: World.now.addingTimeInterval(3_599))
        #expect(
            await cast.refusal { _ = try await decode(message, admin, at: World.now.addingTimeInterval(3_600)) }
                == invalid)
        #expect(await cast.refusal { _ = try await decode(message, foreign) } == invalid)
        #expect(
            await cast.refusal { _ = try await decode(message, ana) }
                == cast.denied(ana, "sts:DecodeAuthorizationMessage", "*")
                + " because no identity-based policy allows the sts:DecodeAuthorizationMessage action")
        let session = try await cast.assume(try await cast.role("Open", trust: Cast.trust(ana.arn)), as: ana)
        for text in ["", "A", String(message.dropLast(4)), message + "AAAA", session.credentials.sessionToken] {
            #expect(await cast.refusal { _ = try await decode(text, admin) } == invalid)
        }
    }

    @Test func staysShortWhateverThePoliciesSay() async throws {
        let many = (0..<40).map { #""service\#($0):SomeAction\#(String(repeating: "x", count: 20))""# }.joined(
            separator: ",")
        let ana = try await cast.user(
            policies: Cast.deny("[\(many),\"sts:*\"]"),
            tags: [SessionTag(key: "k", value: String(repeating: "ü", count: 256))])
        let role = try await cast.role(trust: Cast.trust(ana.arn))
        let message = try await message(role, ana)
        #expect(message.utf8.count <= 2_900)
        let admin = try await cast.user("admin", policies: Cast.everything)
        #expect(try object(try await decode(message, admin))["explicitDeny"] as? Bool == true)
    }

    /// A caller must not learn what another account's roles say, nor which of them there are.
    @Test func saysNothingOfAnotherAccount() async throws {
        let ana = try await cast.user(policies: Cast.allow(#""sts:AssumeRole""#))
        let admin = try await cast.user("admin", policies: Cast.everything)
        let role = try await cast.role(
            trust: Cast.trust(ana.arn, effect: "Deny"), tags: [SessionTag(key: "secret", value: "1")],
            account: Cast.other)
        let there = try await decode(try await message(role, ana), admin)
        let gone = try await decode(try await message(role.replacing("Worker", with: "Nobody"), ana), admin)
        #expect(there == gone.replacing("Nobody", with: "Worker"))
        #expect(!there.contains("secret"))
    }
}
