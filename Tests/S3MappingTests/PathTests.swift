import IAMPolicy
import S3Mapping
import Testing

/// Which bucket and key a path and a host name.
@Suite("Paths of S3 requests")
struct PathTests {
    @Test(arguments: [
        ("/bucket/key", "key"), ("/bucket/a/b", "a/b"), ("/bucket//", "/"), ("/bucket//a", "/a"),
        ("/bucket/a//b/", "a//b/"), ("/bucket/./../x", "./../x"), ("/bucket/..", ".."), ("/bucket/%2e%2E/x", "../x"),
        ("/bucket/a%20b%2Bc+d", "a b+c+d"), ("/bucket/%2Fa", "/a"), ("/bucket/a%252Fb", "a%2Fb"),
        ("/bucket/%E2%82%AC", "€"), ("/bucket/*", "*"), ("/bucket/%3F$%7Baws:userid%7D", "?${aws:userid}"),
        ("/bucket/a%0Ab", "a\nb"), ("/bucket/a\\b", "a\\b"),
    ])
    func keysAreDecodedOnce(_ path: String, _ key: String) throws {
        let found = try access("GET \(path)")
        #expect(found.bucket == "bucket" && found.key?.utf8.elementsEqual(key.utf8) == true)
        #expect(found.questions[0].resource.utf8.elementsEqual("arn:aws:s3:::bucket/\(key)".utf8))
    }

    @Test(arguments: ["/bucket", "/bucket/"])
    func withoutKeyItIsTheBucket(_ path: String) throws {
        let found = try access("GET \(path)")
        #expect(found.operation == "ListObjects" && found.key == nil && found.asked == ["s3:ListBucket bucket"])
    }

    @Test func withoutBucketItIsTheService() throws {
        let found = try access("GET /")
        #expect(found.asked == ["s3:ListAllMyBuckets *"] && found.bucket == nil && found.key == nil)
    }

    @Test(arguments: [
        "//bucket", "//", "bucket/key", "", "*", "http://store/bucket/key", "/bucket/%", "/bucket/%4", "/bucket/%zz",
        "/bucket/%ff", "/bucket/%c0%af", "/bucket/%ed%a0%80", "/bucket/a%00b", "/bucket/ключ", "/bucket/a b",
        "/bucket/a\tb", "/bucket/a#b",
    ])
    func whatCannotBeDecodedIsRefused(_ path: String) {
        #expect(refusal(S3Request(method: "GET", path: path, query: nil, headers: []))?.code == .invalidURI, "\(path)")
    }

    @Test func aQuestionMarkInAPathIsRefused() {
        let request = S3Request(method: "GET", path: "/bucket/key?acl", query: nil, headers: [])
        #expect(refusal(request)?.code == .invalidURI)
    }

    @Test(arguments: [
        "ab", "Bucket", "buc_ket", "-bucket", "bucket-", ".bucket", "bucket.", "buc..ket", "192.168.0.1", "b%75cket",
        "bucket%2Fkey", "b*cket", "b?c", String(repeating: "b", count: 64),
    ])
    func noOtherNamesAreBuckets(_ name: String) {
        let request = S3Request(
            method: "GET", path: "/\(name.replacing("?", with: "%3F"))/key", query: nil, headers: [])
        #expect(refusal(request)?.code == .invalidBucketName, "\(name)")
    }

    @Test(arguments: ["abc", "a.b-c", "1.2.3", "1.2.3.4a", String(repeating: "b", count: 63)])
    func theseAreBuckets(_ name: String) throws { #expect(try access("GET /\(name)/key").bucket == name) }

    @Test(arguments: [
        "films--use1-az1--x-s3", "films-s3alias", "films--op-s3", "films--ol-s3", "films.mrap", "films--table-s3",
        "arn:aws:s3:eu-west-1:123456789012:accesspoint", "arn%3Aaws%3As3%3A%3A%3Ax",
    ])
    func whatIsNoGeneralBucketIsRefusedByName(_ name: String) {
        #expect(refusal("GET /\(name)/key")?.code == .notImplemented)
    }

    @Test func lengthsAreBounded() throws {
        #expect(try access("GET /bucket/\(String(repeating: "k", count: 1_024))").key?.count == 1_024)
        #expect(refusal("GET /bucket/\(String(repeating: "k", count: 1_025))")?.code == .keyTooLong)
        #expect(refusal("GET /bucket/\(String(repeating: "k", count: 16 * 1_024))")?.code == .invalidURI)
        #expect(refusal("GET /bucket?prefix=\(String(repeating: "k", count: 16 * 1_024))")?.code == .invalidURI)
        let parameters = (0..<129).map { "p\($0)" }.joined(separator: "&")
        #expect(refusal("GET /bucket?\(parameters)")?.code == .invalidURI)
        let headers = (0..<513).map { "x-amz-h\($0): 1" }
        #expect(refusal(request("GET /bucket", headers))?.code == .invalidRequest)
    }

    // MARK: Virtual hosts

    private static let domains = ["s3.example.com", "eu.s3.example.com"]

    @Test(arguments: [
        ("films.s3.example.com", "/key", "films", "key"), ("films.s3.example.com:8443", "/key", "films", "key"),
        ("films.eu.S3.Example.com", "/key", "films", "key"), ("a.films.s3.example.com", "/key", "a.films", "key"),
        ("films.s3.example.com", "//key", "films", "/key"),
        ("films.s3.example.com", "/bucket/key", "films", "bucket/key"),
        ("s3.example.com", "/bucket/key", "bucket", "key"), ("eu.s3.example.com", "/bucket/key", "bucket", "key"),
        ("localhost:9000", "/bucket/key", "bucket", "key"), ("[::1]:9000", "/bucket/key", "bucket", "key"),
        ("films.s3.example.com.evil.org", "/bucket/key", "bucket", "key"),
        ("xs3.example.com", "/bucket/key", "bucket", "key"),
    ])
    func hostsNameBuckets(_ host: String, _ path: String, _ bucket: String, _ key: String) throws {
        let found = try access("GET \(path)", "Host: \(host)", virtualHosts: Self.domains)
        #expect(found.bucket == bucket && found.key == key)
    }

    @Test func theRootOfSuchAHostIsTheBucket() throws {
        func operation(_ host: String) throws -> String {
            try access("GET /", "host: \(host)", virtualHosts: Self.domains).operation
        }
        #expect(try operation("films.s3.example.com") == "ListObjects")
        #expect(try operation("s3.example.com") == "ListBuckets")
    }

    @Test(arguments: [
        "Films.s3.example.com", "a..s3.example.com", "films.s3.example.com.", "x.s3.example.com", "-.s3.example.com",
    ])
    func otherHostsBelowAreRefused(_ host: String) {
        #expect(refusal("GET /bucket/key", "Host: \(host)", virtualHosts: Self.domains) != nil)
    }

    @Test func withoutOneHostNothingIsKnown() {
        #expect(refusal("GET /bucket/key", virtualHosts: Self.domains)?.code == .invalidRequest)
        #expect(refusal("GET /bucket/key", "Host: a.org", "host: b.org")?.code == .invalidRequest)
        #expect(refusal("GET /bucket/key") == nil)
    }

    // MARK: Policies

    /// The resource of a request is literal: a key is no pattern.
    @Test(arguments: ["*", "%3F", "a*", "$%7Baws:username%7D", "pub*/x"])
    func wildcardsOfAKeyMatchNothingElse(_ key: String) throws {
        let question = try access("GET /bucket/\(key)").questions[0]
        func isAllowed(_ resource: String) throws -> Bool {
            let policy = try PolicyDocument(
                simulating: """
                    {"Version": "2012-10-17",
                     "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::\(resource)"}}
                    """, kind: .managed)
            let user = try #require(ARN("arn:aws:iam::123456789012:user/ana"))
            let asked = RequestContext(
                principal: .user(arn: user), action: question.action, resource: question.resource,
                keys: ["aws:username": ["key"]])
            return PolicySet(identity: [AttachedPolicy(name: "p", document: policy)]).evaluate(asked).isAllowed
        }
        for other in ["bucket/key", "bucket/a", "bucket/abc", "bucket/public/x", "other/key"] {
            #expect(try !isAllowed(other), "\(key), \(other)")
        }
        #expect(try isAllowed("bucket/*"))
    }
}
