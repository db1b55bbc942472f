import Federation
import Foundation
import SAML2
import Testing
import WebIdentity

/// Holds `docs/checks.md` against the checks that there are.
@Suite("The page of checks")
struct ChecksPageTests {
    private static func rows(below heading: String) throws -> [[String]] {
        let page = try MarkdownPage("docs/checks.md")
        let table = try #require(page.tables.first { $0.heading == heading && $0.head.first == "check" })
        return table.rows
    }

    /// Each once, in the order in which they decide, and nothing else.
    @Test func namesEveryCheckOfAResponse() throws {
        let names = try Self.rows(below: "SAML").flatMap { MarkdownPage.code(in: $0[0]) }
        #expect(names == ResponseCheck.allCases.map(\.rawValue))
    }

    @Test func namesTheClauseOfEveryCheck() throws {
        for row in try Self.rows(below: "SAML") {
            let check = try #require(MarkdownPage.code(in: row[0]).first.flatMap(ResponseCheck.init))
            let clause = check.reference.replacingOccurrences(of: "SAML ", with: "")
                .replacingOccurrences(of: "section ", with: "")
            #expect(row[2] == clause, "\(check.rawValue)")
        }
    }

    @Test func namesEveryCheckOfALogoutMessage() throws {
        let rows = try Self.rows(below: "Logout")
        #expect(rows.flatMap { MarkdownPage.code(in: $0[0]) } == LogoutCheck.allCases.map(\.rawValue))
        let clauses = LogoutCheck.allCases.map {
            $0.reference.replacingOccurrences(of: "SAML ", with: "").replacingOccurrences(of: "section ", with: "")
        }
        #expect(rows.map { $0[2] } == clauses)
    }

    /// What AssumeRoleWithSAML asks beyond that, as `sallyport inspect` tells it.
    @Test func namesEveryCheckOfAnAssumption() throws {
        let report = AssumptionReport(
            try Sample().assertion(), call: CallContext(requestID: "1"), at: Sample.now)
        let names = try Self.rows(below: "AWS").flatMap { MarkdownPage.code(in: $0[0]) }
        #expect(names == report.checks.map(\.name))
    }

    @Test func namesEveryCheckOfAToken() throws {
        let rows = try Self.rows(below: "Web identity")
        #expect(rows.flatMap { MarkdownPage.code(in: $0[0]) } == WebIdentityCheck.allCases.map(\.rawValue))
        #expect(rows.map { $0[2] } == WebIdentityCheck.allCases.map(\.reference))
    }

    /// A check whose name is written where it is made, and nowhere else, would be missed by the other tests.
    @Test func namesEveryCheckThatTheCodeMakes() throws {
        let page = Set(
            try Self.rows(below: "SAML").map { $0[0] } + Self.rows(below: "AWS").map { $0[0] })
        var seen = 0
        for source in try SwiftTokens.sources.get() {
            for call in source.tokens.calls(of: "Check") {
                guard let name = call.first(where: { $0.label == "name" })?.literal else { continue }
                seen += 1
                #expect(page.contains("`\(name)`"), "\(source.path)")
            }
        }
        #expect(seen > 2)
    }
}
