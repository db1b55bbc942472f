import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

/// Texts that take long to compare: to bring n combining marks into a normal form takes n² steps when they have to be put in order,
/// as these have.
@Suite("What anybody may send takes a time that grows with its length")
struct HostileTextTests {
    /// Four megabytes of combining marks behind a letter.
    static let marks = "e" + String(repeating: "\u{301}\u{327}", count: 1_048_576)
    /// As many as a body may hold.
    static let bodyOfMarks = "e" + String(repeating: "\u{301}\u{327}", count: 65_000)

    @Test func namesOfFields() throws {
        let form = try FormFields(Array("\(Self.marks)=1&\(Self.marks)e=2&c=3&é=4".utf8))
        #expect(form.names == ["c"])
        #expect(try form.text("c") == "3")
        #expect(try form.text("é") == "4")
        #expect(try form.text("e\u{301}") == nil)
        #expect(throws: FormFields.Malformed.duplicate(String(Self.marks.unicodeScalars.prefix(64)))) {
            try FormFields(Array("\(Self.marks)=1&\(Self.marks)=2".utf8))
        }
    }

    /// Equal as characters are, these are two names.
    @Test func namesAreComparedAsBytes() throws {
        let form = try FormFields(Array("%C3%A9=1&e%CC%81=2".utf8))
        #expect(try form.text("\u{E9}") == "1")
        #expect(try form.text("e\u{301}") == "2")
    }

    @Test(arguments: ["Action=AssumeRoleWithSAML&", "Action=", "Action=getSigninToken&Session=", "SAMLResponse=", ""])
    func fields(_ start: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            for path in ["/", "/federation", "/saml", "/console/role"] {
                for _ in 0..<3 {
                    let answer = try await browser.send(
                        .post, path, headers: [.contentType: "application/x-www-form-urlencoded"],
                        body: start + Self.bodyOfMarks + "=1&a=" + start)
                    #expect((400..<500).contains(answer.status.code))
                }
            }
        }
    }

    @Test(arguments: ["/console", "/federation?Action=login&SigninToken=x", "/nowhere"])
    func cookies(_ path: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            for cookie in [Self.marks, "__Host-sallyport-session=" + Self.marks, "; " + Self.marks + ";"] {
                let answer = try await browser.get(path, headers: [.cookie: cookie])
                #expect((400..<500).contains(answer.status.code))
            }
        }
    }

    @Test func otherHeaders() async throws {
        let site = try await Site()
        let names = [
            "Accept", "Authorization", "Content-Type", "Date", "Host", "Origin", "Referer", "Sec-Fetch-Site",
            "User-Agent",
            "X-Amz-Content-SHA256", "X-Amz-Date", "X-Amz-Security-Token", "X-Forwarded-For", "X-Forwarded-Proto",
        ].compactMap { HTTPField.Name($0) }
        try await site.visit { browser in
            for name in names {
                for path in ["/", "/saml", "/federation", "/console"] {
                    _ = try await browser.send(
                        .post, path,
                        headers: [.contentType: "application/x-www-form-urlencoded", name: Self.bodyOfMarks],
                        body: "Action=GetCallerIdentity")
                }
            }
        }
    }
}
