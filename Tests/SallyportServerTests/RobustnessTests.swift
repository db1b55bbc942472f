import AWSQuery
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import IAM
import STS
import TestSupport
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

/// Whatever is sent, there is an answer, and none that blames the server.
@Suite("Robustness of what is sent")
struct RobustnessTests {
    /// Pieces of good and bad requests.
    private static let pieces = [
        "", " ", "=", "&", ";", ",", "/", "%", "%4", "%zz", "%00", "%C3%A9", "%CC%81", "+", "é", "e\u{301}",
        "\u{1F1E9}",
        "Action", "Action=getSigninToken", "Action=login", "Session", "SessionDuration", "SigninToken", "SAMLResponse",
        "RelayState", "roleIndex", "Destination", "-1", "0", "9223372036854775807", "-9223372036854775808",
        "99999999999999999999", "1e309", "NaN", "null", "{", "}", "[", "]", "\"", "\\u", "\\ud800", "sessionId", ":",
        "AAAA",
        "PHNhbWw+", "https://broker.example.com/", "//", "\\", "192.0.2.7", "::1", "::ffff:1.2.3.4", "%eth0",
        "__Host-sallyport-session=", "__Host-sallyport-session-2=", "__Host-sallyport-browser=", ".",
        "AWS4-HMAC-SHA256",
        "Credential=a/20231114/us-east-1/sts/aws4_request", "SignedHeaders=host", "Signature=", "20231114T221320Z",
        String(repeating: "a", count: 300), String(repeating: "[", count: 300),
    ]

    private static func text(_ most: Int, _ random: inout SeededGenerator) -> String {
        (0...Int.random(in: 0...most, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    @Test(arguments: 0..<20)
    func forms(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            var bytes = Array(Self.text(20, &random).utf8)
            if !bytes.isEmpty, Bool.random(using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let form = try? FormFields(bytes) else { continue }
            for name in form.names + ["é", ""] {
                _ = try? form.text(name)
                _ = try? form.bytes(name)
            }
        }
    }

    /// Paths, fields, cookies and other headers, at every endpoint.
    @Test(arguments: 0..<12)
    func requests(_ seed: UInt64) async throws {
        let site = try await Site()
        let names = [
            "Cookie", "X-Forwarded-For", "X-Forwarded-Proto", "Accept", "Authorization", "Date", "X-Amz-Date",
            "X-Amz-Security-Token", "X-Amz-Content-SHA256", "Content-Type", "Origin", "Referer", "Sec-Fetch-Site",
            "Host",
        ].compactMap { HTTPField.Name($0) }
        let form = "application/x-www-form-urlencoded"
        try await site.visit { browser in
            var random = SeededGenerator(seed: seed &+ 1_000)
            for _ in 0..<150 {
                var headers: HTTPFields = [.contentType: form]
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    let value = Self.text(6, &random)
                    if let name = names.randomElement(using: &random) { headers[name] = value }
                }
                let path =
                    ["/", "/saml", "/federation", "/console", "/console/role", "/console/signout", "/x"]
                    .randomElement(using: &random) ?? "/"
                let query = PercentEncoding.encode(Self.text(8, &random))
                    .replacing("%3D", with: "=").replacing("%26", with: "&")
                let answer =
                    Bool.random(using: &random)
                    ? try await browser.send(.post, path, headers: headers, body: Self.text(12, &random))
                    : try await browser.get("\(path)?\(query)", headers: headers)
                #expect(answer.status.code < 500, "\(path)")
            }
        }
    }

    /// The `Session` of getSigninToken, and how long it shall be.
    @Test(arguments: 0..<8)
    func sessions(_ seed: UInt64) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let credentials = try await IssuedCredentials.issue(browser)
            let good = credentials.session()
            var random = SeededGenerator(seed: seed &+ 2_000)
            for _ in 0..<200 {
                var bytes = Array(good.utf8)
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: bytes.remove(at: place)
                    default: bytes.insert(contentsOf: Self.text(3, &random).utf8, at: place)
                    }
                }
                let session =
                    Bool.random(using: &random) ? String(decoding: bytes, as: UTF8.self) : Self.text(20, &random)
                let answer = try await browser.post(
                    "/federation",
                    [("Action", "getSigninToken"), ("Session", session), ("SessionDuration", Self.text(1, &random))])
                #expect(answer.status.code < 500)
            }
        }
    }

    /// A value that is nested a hundred thousand deep, as far as there is room for it.
    @Test(arguments: ["[", "{\"a\":", "[{\"a\":", "{\"sessionId\":["])
    func nestedSessions(_ piece: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            for count in [600, 5_000, 100_000] {
                let nested = String(repeating: piece, count: count)
                let fields = [("Action", "getSigninToken"), ("Session", nested)]
                let answer = try await browser.post("/federation", fields)
                #expect((400..<500).contains(answer.status.code))
            }
        }
    }

    /// Every operation, with values that no shape expects.
    @Test(arguments: 0..<4)
    func parametersOfEveryOperation(_ seed: UInt64) async throws {
        let site = try await Site()
        let staff = site.staff
        let shared = [
            "MaxItems", "Marker", "DurationSeconds", "TokenCode", "SerialNumber", "PolicyArns.member.1.arn", "Tags",
            "Tags.member.99999999999999999999.Key", "Tags.member.-1.Key", "Tags.member.0.Key", "Tags.member.01.Key",
            "Tags.member.1.Key", "Tags.member.1.Value", "Tags.member.1", "Tags.member.1.Key.member.1",
            "TagKeys.member.1",
            "RoleArn", "RoleSessionName", "Policy", "ExternalId", "SourceIdentity", "UserName", "RoleName", "GroupName",
            "PolicyArn", "PolicyDocument", "AssumeRolePolicyDocument", "Path", "PathPrefix", "VersionId", "AccessKeyId",
            "AuthenticationCode1", "AuthenticationCode2", "MaxSessionDuration", "SAMLProviderArn", "AccountAlias",
            "ActionNames.member.1", "ResourceArns.member.1", "PolicyInputList.member.1", "PolicySourceArn", "CallerArn",
            "ContextEntries.member.1.ContextKeyName", "ContextEntries.member.1.ContextKeyValues.member.1",
            "ContextEntries.member.1.ContextKeyType", "ResourceOwner", "ResourcePolicy", "Name", "SAMLMetadataDocument",
        ]
        let values = [
            "", "-1", "0", "1", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1.5", "NaN",
            "٣", "*",
            "arn:aws:iam::123456789012:user/ana", "arn:aws:iam::123456789012:role/Administrator", "ana",
            "Administrator",
            "arn:::::", ":::::", "//", "/", "/a/", "e\u{301}", String(repeating: "\u{301}\u{327}", count: 1_500),
            "\u{0}",
            "{}",
            String(repeating: "[", count: 9_000), Self.policy, "MQ==", "LTE=", "v1", "v99999999999999999999", "000000",
            "date",
            "9999-99-99T99:99:99Z", "s3:Get*", "s3:GetObject", "true",
        ]
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            var random = SeededGenerator(seed: seed &+ 3_000)
            func fields(_ declared: [String]) -> [(String, String)] {
                var chosen: [String: String] = [:]
                for name in declared + shared.shuffled(using: &random).prefix(6)
                where Int.random(in: 0..<4, using: &random) > 0 {
                    chosen[name] = values.randomElement(using: &random) ?? ""
                }
                return chosen.sorted { $0.key < $1.key }
            }
            for _ in 0..<2 {
                for (name, operation) in IAMService.operations.sorted(by: { $0.key < $1.key }) {
                    let answer = try await root.iam(name, fields(operation.parameters.map(\.name.text)))
                    #expect(answer.status.code < 500, "\(name)")
                }
                for operation in STSOperations.all {
                    let answer = try await root.sts(operation.name, fields([]))
                    #expect(answer.status.code < 500, "\(operation.name)")
                }
            }
        }
    }

    private static let policy =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#
}
