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

    @Test("each template can be read, in each language", arguments: Language.allCases)
    func templates(_ language: Language) throws {
        let templates = try Self.pages().in(language).templates
        for template in templates.templates.values { _ = try template.get() }
        #expect(templates.templates.count > 10)
    }

    private static var administration: AdministrationView {
        let instant = Timestamp(milliseconds: 1_700_000_000_000)
        var view = AdministrationView(account: hostile)
        view.search = hostile
        view.canRevoke = true
        view.sessions = [
            .init(
                id: hostile, arn: hostile, subject: hostile, address: hostile, issuedAt: instant, end: instant,
                broker: hostile)
        ]
        view.providers = [
            .init(
                name: hostile, arn: hostile, entityIDs: [hostile], keysEnd: nil, metadataEnd: instant, lastUse: nil)
        ]
        view.records = [
            .init(time: instant, name: hostile, who: hostile, outcome: hostile, requestID: hostile, broker: hostile)
        ]
        view.inspectors = [(hostile, hostile)]
        view.trials = [(hostile, hostile)]
        view.refusedRoles = [hostile]
        view.broker = hostile
        view.isAlone = true
        view.unreadable = 1
        return view
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
            page.userSignIn(
                UserForm(
                    account: hostile, userName: hostile, destination: hostile, problem: .text(hostile),
                    requestID: hostile)),
            page.administration(administration),
            page.report(
                [CheckView(name: hostile, status: .failed, expected: hostile, actual: hostile, hint: hostile)],
                roles: [hostile], attributes: [(hostile, [hostile])]),
            page.trust(
                TrustView(
                    roleARN: hostile, policy: hostile, problem: nil, user: hostile, refusedAt: end, requestID: hostile,
                    isAllowed: false, answers: [(hostile, hostile, false, [hostile])])),
            page.trust(
                TrustView(
                    roleARN: hostile, policy: hostile, problem: hostile, user: hostile, refusedAt: end,
                    requestID: hostile, isAllowed: false, answers: [])),
            page.mfa(devices: [hostile, hostile + "2"], step: hostile, destination: hostile),
            page.newPassword(problem: hostile, step: hostile, destination: hostile),
            page.changePassword(problem: hostile),
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
                current: hostile, secondsLeft: 60, next: hostile, stays: true, action: "/console/portal",
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

    /// With a mark behind it a quotation mark is another character, and the end of an attribute nevertheless.
    @Test func aMarkBehindItHidesNothing() throws {
        let value = "\"\u{301} onfocus=alert(1) autofocus x='\u{301}<\u{338}b>\u{338}&\u{301}"
        var settings = PageSettings(publicURL: "https://broker.example.com")
        settings.product = value
        let page = try Pages(settings).in(.english).choice(
            RoleList([]), user: value, response: value, relayState: value, formToken: value, reference: value)
        let pairs = zip(page.unicodeScalars, page.unicodeScalars.dropFirst())
        let beforeMarks = pairs.filter { $1 == "\u{301}" || $1 == "\u{338}" }.map { $0.0 }
        #expect(beforeMarks.count >= 5 * 4 && beforeMarks.allSatisfy { $0 == ";" })
    }

    /// The last word of AWS's sentence is a link, and of no other.
    @Test func whereItSaysClickHereThereIsALink() throws {
        let page = try Pages(PageSettings(publicURL: "https://broker.example.com")).in(.english)
        let refused = page.refused(message: "Your response is <invalid>. To logout, click here.", requestID: "1")
        let link = #"<a href="https://broker.example.com/federation?Action=logout">here</a>."#
        #expect(refused.contains("Your response is &lt;invalid&gt;. To logout, click \(link)</p>"))
        #expect(!page.refused(message: "To logout, click here. No", requestID: "1").contains("Action=logout"))
    }

    /// What a company writes into its name is no tag of a template.
    @Test func aNameIsNoTemplate() throws {
        var settings = PageSettings(publicURL: "https://broker.example.com")
        settings.product = "{{title}} {{{user}}} {{#help}}"
        let page = try Pages(settings).in(.english).refused(message: "no", requestID: "1")
        #expect(page.contains("&#123;&#123;title}} &#123;&#123;&#123;user}}} &#123;&#123;#help}}"))
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
