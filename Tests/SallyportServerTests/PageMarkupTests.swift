import Accounts
import Encodings
import Foundation
import Testing

@testable import SallyportPages

@Suite("What comes from outside stays text on every page")
struct PageMarkupTests {
    private static let hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"

    private static func pages() throws -> Pages {
        var settings = PageSettings(publicURL: "https://broker.example.com")
        settings.product = hostile
        settings.helpText = hostile
        settings.helpURL = hostile
        settings.loginURL = hostile
        return try Pages(settings)
    }

    private static func texts(_ page: PageWriter) -> [String] {
        let roles = RoleList([])
        let end = Timestamp(milliseconds: 1_700_000_000_000)
        return [
            page.start(isSignedIn: false), page.start(isSignedIn: true),
            page.assertionConsumerService(isSignedIn: false),
            page.refused(message: hostile, advice: .startAgain, requestID: hostile),
            page.choice(
                roles, user: hostile, response: hostile, relayState: hostile, formToken: hostile, reference: hostile),
            page.login([LoginChoice(name: hostile, entityID: hostile, url: hostile)]),
            page.posting([(name: hostile, value: hostile)], to: hostile), page.signedOut(isComplete: false),
            page.code(user: hostile, typed: hostile, isUnknown: true), page.signInFirst(thenTo: hostile),
            page.program(
                ProgramQuestion(
                    program: hostile, user: hostile, code: hostile, place: .otherAddress(hostile, hostile),
                    secondsAgo: 60, action: "/device", fields: [(hostile, hostile)])),
            page.program(
                ProgramQuestion(
                    program: hostile, user: hostile, code: nil, place: .thisMachine(hostile), secondsAgo: nil,
                    action: "/authorize", fields: [])),
            page.confirmation(
                current: hostile, secondsLeft: 60, next: hostile, action: "/console/portal",
                fields: [(hostile, hostile)]),
            page.console(
                nil, nil,
                portal: PortalView(
                    roles: roles, user: hostile, expiresAt: end, formToken: hostile, wanted: hostile,
                    destination: hostile, reference: hostile), at: end),
        ]
    }

    @Test(arguments: Language.allCases)
    func isEscaped(_ language: Language) throws {
        for text in Self.texts(try Self.pages().in(language)) {
            #expect(text.hasPrefix("<!DOCTYPE html>") && text.contains("&lt;script&gt;"))
            #expect(!text.contains("<script>") && !text.contains("<img src=x") && !text.contains("\"'>"))
        }
    }

    /// The policy of the answers allows neither.
    @Test func noPageHasScriptOrStyleInside() throws {
        for text in Self.texts(try Self.pages().in(.english)) {
            #expect(text.matches(of: /<script[^>]*>/).count == 1 && text.contains("defer></script>"))
            #expect(!text.contains("<style") && !text.contains(" style=\"") && !text.contains("onclick"))
        }
    }

    @Test func theFormThatClientsReadStaysAsItIs() throws {
        let page = try Self.pages().in(.english).choice(
            RoleList([]), user: "alice", response: "UkVT", relayState: "state", formToken: nil, reference: "1")
        for text in [
            #"<form id="saml_form" name="saml_form" action="https://broker.example.com/saml" method="post">"#,
            #"<input type="hidden" name="RelayState" value="state">"#,
            #"<input type="hidden" name="SAMLResponse" value="UkVT">"#, "<fieldset", #"id="signin_button""#,
        ] { #expect(page.contains(text), "\(text)") }
        #expect(!page.contains("formToken"))
    }
}
