import S3Mapping
import TestSupport
import Testing

/// Whatever comes is mapped or refused.
@Suite("Hostile S3 requests")
struct RobustnessTests {
    private static let lines = [
        "/bucket/some%20key/%E2%82%AC?versionId=3&response-content-type=text%2Fplain",
        "/bucket?list-type=2&prefix=a%2Fb", "/bucket/key?partNumber=1&uploadId=abc",
        "/bucket?delete", "/?max-buckets=5&prefix=a",
        "/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00&x-id=GetObject", "/bucket/key?acl",
    ]
    private static let headers = [
        "x-amz-copy-source: /source/a%20key?versionId=3", "x-amz-tagging: team=video&a%20b=c", "x-amz-acl: private",
        "authorization: AWS4-HMAC-SHA256 Credential=a", "host: films.s3.example.com:8443",
    ]

    @Test func mutantsDoNoHarm() throws {
        var generator = SeededGenerator(seed: 23)
        var taken = 0
        for _ in 0..<20_000 {
            func mutant(_ texts: [String]) -> String {
                let bytes = Array((texts.randomElement(using: &generator) ?? "").utf8)
                let isKept = Int.random(in: 0..<3, using: &generator) == 0
                return String(decoding: isKept ? bytes : generator.mutate(bytes), as: UTF8.self)
            }
            let method = S3Operation.Method.allCases.randomElement(using: &generator)?.rawValue ?? ""
            let parts = mutant(Self.lines).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let header = mutant(Self.headers).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let request = S3Request(
                method: method, path: String(parts.first ?? ""), query: parts.dropFirst().first.map(String.init),
                headers: [(name: String(header.first ?? ""), value: String(header.last ?? ""))],
                virtualHosts: Bool.random(using: &generator) ? [] : ["s3.example.com"])
            guard let found = try? S3Mapping.access(for: request, partition: "aws") else { continue }
            taken += 1
            let bucket = found.bucket ?? "*"
            #expect(!found.questions.isEmpty)
            #expect(found.questions.allSatisfy { $0.resource.hasPrefix("arn:aws:s3:::") && $0.action.hasPrefix("s3:") })
            #expect(found.questions.contains { $0.resource.hasPrefix("arn:aws:s3:::\(bucket)") })
        }
        #expect(taken > 200)
    }

    /// Nothing takes longer than its length allows: each of these is as long as a head may be.
    @Test func longRequestsAreRefusedOrMapped() {
        let length = 16 * 1_024 - 16
        for piece in ["%", "%25", "/", "&", "a=&", "?", "=", "e\u{301}", "%CC%81"] {
            let text = String(repeating: piece, count: length / piece.utf8.count)
            for request in [
                S3Request(method: "GET", path: "/bucket/\(text)", query: nil, headers: []),
                S3Request(method: "GET", path: "/bucket", query: "prefix=\(text)", headers: []),
                S3Request(method: "PUT", path: "/bucket/key", query: nil, headers: [("x-amz-tagging", text)]),
                S3Request(method: "PUT", path: "/bucket/key", query: nil, headers: [("x-amz-copy-source", text)]),
                S3Request(method: "GET", path: "/", query: nil, headers: [("host", text)], virtualHosts: ["a.b"]),
                S3Request(method: text, path: "/", query: nil, headers: []),
            ] {
                if let error = refusal(request) { #expect(error.message.utf8.count < 2_000) }
            }
        }
    }
}
