import Accounts
import Audit
import FederationTesting
import Foundation
import SAML2
import STS
import Sessions
import Testing

@Suite struct SignInTests {
    private func offer(_ broker: Broker, _ attributes: [SAMLAttribute] = World.attributes, at instant: Date = World.now)
        async throws -> SAMLSignIn
    {
        try await broker.service.signIn(World.validation(World.assertion(attributes)), call: World.call, at: instant)
    }

    @Test func listsUsableRolesAndUsesNothingUp() async throws {
        let broker = try Broker()
        for _ in 0..<3 {
            let signIn = try await offer(broker)
            #expect(signIn.choices.map(\.roleName) == ["Administrator", "Reader"])
            #expect(signIn.choices.first?.accountText == "Account: example (123456789012)")
            #expect(signIn.choicesByAccount.count == 1)
            #expect(signIn.onlyRequest == nil)
            #expect(signIn.request(roleARN: "arn:aws:iam::210987654321:role/Elsewhere") == nil)
        }
        let request = try #require(try await offer(broker).request(roleARN: World.reader))
        #expect(try await broker.assume(request).session.issuer.name == "Reader")
        _ = try await broker.refusal(request)
    }

    @Test func rolesThatAreNotUsableAreLeftOut() async throws {
        let unknown = "arn:aws:iam::123456789012:role/Unknown"
        let elsewhere = "arn:aws:iam::210987654321:role/Elsewhere"
        let signIn = try await offer(
            Broker(),
            [
                World.attribute(
                    "Role", "\(unknown),\(World.provider)",
                    "\(World.admin),arn:aws:iam::123456789012:saml-provider/second",
                    "\(World.admin),arn:aws:iam::123456789012:saml-provider/foreign-key",
                    "\(elsewhere),arn:aws:iam::210987654321:saml-provider/corp-idp", "\(World.admin),\(World.provider)"),
                World.attribute("RoleSessionName", "alice"),
            ])
        #expect(signIn.choices.map { "\($0.roleARN)" } == [elsewhere, World.admin])
        #expect(signIn.choices.first?.accountText == "Account: 210987654321")
        #expect(signIn.choicesByAccount.map(\.account.id.description) == ["210987654321", "123456789012"])
    }

    @Test func aSingleRoleSkipsThePage() async throws {
        let broker = try Broker()
        let signIn = try await offer(
            broker,
            [World.attribute("Role", "\(World.admin),\(World.provider)"), World.attribute("RoleSessionName", "alice")])
        let request = try #require(signIn.onlyRequest)
        #expect(request.channel == .browser)
        try await broker.assume(request)
    }

    @Test func noUsableRoleIsAnInvalidResponse() async throws {
        let broker = try Broker()
        let pairs = ["A", "B"].map { "arn:aws:iam::123456789012:role/\($0),\(World.provider)" }
        do {
            _ = try await offer(
                broker, [World.attribute("Role", pairs[0], pairs[1]), World.attribute("RoleSessionName", "alice")])
            Issue.record("offered a role")
        } catch let error as STSError {
            #expect(
                error.pageMessage(requestID: "r")
                    == "Your request included an invalid SAML response. To logout, click here.")
        }
        #expect(broker.sink.events.last?.errorCode == "InvalidIdentityToken")
        #expect(broker.sink.events.last?.eventName == "ConsoleLogin")
    }

    @Test func pagesNameTheService() async throws {
        do {
            _ = try await offer(Broker(), [World.attributes[0]])
            Issue.record("accepted a response without a session name")
        } catch let error as STSError {
            #expect(
                error.pageMessage(requestID: "req-9")
                    == "RoleSessionName is required in AuthnResponse (service: AWSSecurityTokenService; status code: 400; "
                    + "error code: InvalidIdentityToken; Request ID: req-9). Please try again.")
        }
    }

    @Test func refusedAndOldResponsesAreRefused() async throws {
        let broker = try Broker()
        await #expect(throws: STSError.self) {
            try await broker.service.signIn(World.refusal("signature.valid"), call: World.call, at: World.now)
        }
        await #expect(throws: STSError.self) { try await offer(broker, at: World.now.addingTimeInterval(361)) }
    }

    @Test func theOldPageCannotBeUsedAfterFiveMinutes() async throws {
        let broker = try Broker()
        let request = try #require(try await offer(broker).request(roleARN: World.admin))
        #expect(try await broker.refusal(request, at: World.now.addingTimeInterval(361)).code == .expiredToken)
    }

    @Test func whatWasDecidedHoldsForTheRoleThatWasOfferedAlone() async throws {
        let broker = try Broker()
        var request = try #require(try await offer(broker).request(roleARN: World.admin))
        request.roleARN = "arn:aws:iam::210987654321:role/Elsewhere"
        #expect(try await broker.refusal(request).code == .accessDenied)
        request.roleARN = World.reader
        #expect(try await broker.assume(request).session.issuer.name == "Reader")
        request.principalARN = "arn:aws:iam::123456789012:saml-provider/second"
        #expect(try await broker.refusal(request).code == .invalidIdentityToken)
    }

    @Test func anOfferIsUsedUpLikeAnyResponse() async throws {
        let broker = try Broker()
        let request = try #require(try await offer(broker).request(roleARN: World.admin))
        try await broker.assume(request)
        #expect(try await broker.refusal(request).message == "Response has already been redeemed")
        #expect(try await broker.refusal(request, at: World.now.addingTimeInterval(2_000)).code == .expiredToken)
    }
}
