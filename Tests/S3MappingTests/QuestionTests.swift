import IAMPolicy
import S3Mapping
import Testing

/// What requests ask for, with their keys.
@Suite("Questions of S3 requests")
struct QuestionTests {
    @Test(arguments: [
        ("GET /bucket/key", ["s3:GetObject bucket/key"]),
        ("HEAD /bucket/key?partNumber=2", ["s3:GetObject bucket/key"]),
        ("GET /bucket/key?versionId=3", ["s3:GetObjectVersion bucket/key"]),
        ("GET /bucket/key?versionId=null&acl", ["s3:GetObjectVersionAcl bucket/key"]),
        ("GET /bucket/key?tagging=", ["s3:GetObjectTagging bucket/key"]),
        (
            "GET /bucket/key?attributes&versionId=3",
            ["s3:GetObjectVersion bucket/key", "s3:GetObjectVersionAttributes bucket/key"]
        ),
        ("DELETE /bucket/key", ["s3:DeleteObject bucket/key"]),
        ("DELETE /bucket/key?versionId=3", ["s3:DeleteObjectVersion bucket/key"]),
        ("POST /bucket?delete", ["s3:DeleteObject bucket/*", "s3:DeleteObjectVersion bucket/*"]),
        ("POST /bucket/key?uploadId=u", ["s3:PutObject bucket/key"]),
        ("PUT /bucket/key?partNumber=1&uploadId=u", ["s3:PutObject bucket/key"]),
        ("DELETE /bucket/key?uploadId=u", ["s3:AbortMultipartUpload bucket/key"]),
        ("GET /bucket/key?uploadId=u", ["s3:ListMultipartUploadParts bucket/key"]),
        ("POST /bucket/key?select&select-type=2", ["s3:GetObject bucket/key"]),
        ("GET /bucket?list-type=2&prefix=a", ["s3:ListBucket bucket"]),
        ("GET /bucket?versions", ["s3:ListBucketVersions bucket"]),
        ("PUT /bucket", ["s3:CreateBucket bucket"]),
    ])
    func actions(_ line: String, _ asked: [String]) throws { #expect(try access(line).asked == asked) }

    @Test(arguments: [
        "GET /bucket/key?versionId=", "GET /bucket/key?versionId", "GET /bucket?list-type=1", "GET /bucket?list-type=",
        "PUT /bucket/key?partNumber=1", "PUT /bucket/key?uploadId=u", "PUT /bucket/key?partNumber=0x1&uploadId=u",
        "PUT /bucket/key?partNumber=-1&uploadId=u", "POST /bucket/key?select", "POST /bucket/key?select&select-type=1",
        "GET /bucket?max-keys=1e9", "GET /bucket?max-keys=", "GET /bucket?max-keys=12345678901",
        "GET /bucket?uploadId=u",
        "PUT /bucket/key?versionId=3", "GET /bucket?start-after=x", "HEAD /bucket/key?acl", "HEAD /bucket?versions",
        "GET /bucket/key?prefix=a", "GET /bucket/key?acl;x", "GET /bucket/key?acl%", "GET /bucket/key?versionId=%ff",
        "GET /bucket/key?versionId=3&version%49d=4", "GET /bucket/key?Signature=a", "POST /bucket/key",
    ])
    func requestsThatMeanNothing(_ line: String) { #expect(refusal(line) != nil) }

    // MARK: Headers that ask for more

    @Test func whatAnObjectGetsIsAskedForBesides() throws {
        let found = try access(
            "PUT /bucket/key", "x-amz-acl: public-read", "X-Amz-Tagging: team=video&cost=1",
            "x-amz-object-lock-mode: GOVERNANCE", "x-amz-object-lock-retain-until-date: 2030-01-01T00:00:00Z",
            "x-amz-object-lock-legal-hold: ON")
        #expect(
            found.asked == [
                "s3:PutObject bucket/key", "s3:PutObjectAcl bucket/key", "s3:PutObjectTagging bucket/key",
                "s3:PutObjectRetention bucket/key", "s3:PutObjectLegalHold bucket/key",
            ])
        for question in found.questions {
            #expect(question.keys["s3:x-amz-acl"] == ["public-read"])
            #expect(question.keys["s3:RequestObjectTag/team"] == ["video"])
            #expect(question.keys["s3:RequestObjectTagKeys"] == ["team", "cost"])
            #expect(question.keys["s3:object-lock-mode"] == ["GOVERNANCE"])
        }
        #expect(try access("PUT /bucket/key", "x-amz-meta-acl: x", "Content-Type: a").asked.count == 1)
        #expect(try access("PUT /bucket/key", "x-amz-grant-read: id=1").asked.last == "s3:PutObjectAcl bucket/key")
        #expect(
            try access("PUT /bucket/key", "x-amz-object-lock-event-hold: ON").asked.last
                == "s3:PutObjectRetention bucket/key")
        #expect(try access("PUT /bucket/key?acl", "x-amz-acl: private").asked == ["s3:PutObjectAcl bucket/key"])
    }

    @Test func whatABucketGetsIsAskedForBesides() throws {
        let found = try access(
            "PUT /bucket", "x-amz-acl: private", "x-amz-bucket-object-lock-enabled: true",
            "x-amz-object-ownership: ObjectWriter")
        #expect(
            found.questions.map(\.action) == [
                "s3:CreateBucket", "s3:PutBucketAcl", "s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning",
                "s3:PutBucketOwnershipControls",
            ])
        #expect(found.keys["s3:x-amz-object-ownership"] == ["ObjectWriter"])
    }

    @Test(arguments: [
        ("DELETE /bucket/key", "bucket/key"), ("POST /bucket?delete", "bucket/*"),
        ("PUT /bucket/key?retention", "bucket/key"),
    ])
    func passingGovernanceByIsAskedFor(_ line: String, _ resource: String) throws {
        let found = try access(line, "x-amz-bypass-governance-retention: true")
        #expect(found.asked.last == "s3:BypassGovernanceRetention \(resource)")
        #expect(try !access(line).asked.contains { $0.contains("Bypass") })
    }

    @Test func whatStandsTwiceIsRefused() {
        #expect(refusal("PUT /bucket/key", "x-amz-acl: private", "X-AMZ-ACL: public-read")?.code == .invalidRequest)
        #expect(refusal("GET /bucket?prefix=a&prefix=b")?.code == .invalidArgument)
        #expect(refusal("GET /bucket?prefix=a&pre%66ix=b")?.code == .invalidArgument)
        #expect(refusal("PUT /bucket/key", "x-amz-meta-a: 1", "x-amz-meta-a: 2") == nil)
    }

    /// A store that knows them would do more than was asked about.
    @Test(arguments: [
        "X-Amz-Meta-Snowball-Auto-Extract: true", "cf-create-bucket-if-missing: true", "x-minio-force-delete: true",
        "x-goog-copy-source: other/key", "x-oss-object-acl: public-read",
    ])
    func headersOfOneStoreAreRefused(_ header: String) {
        #expect(refusal("PUT /bucket/key", header)?.code == .notImplemented)
        #expect(refusal("DELETE /bucket", header)?.code == .notImplemented)
        #expect(refusal("PUT /bucket/key", "x-amz-meta-snow: true", "cf-ray: 1") == nil)
    }

    // MARK: Keys

    @Test func keysOfLists() throws {
        let keys = try access("GET /bucket?list-type=2&prefix=home%2Fana+b&delimiter=%2F&max-keys=50").keys
        #expect(keys["s3:prefix"] == ["home/ana b"] && keys["s3:delimiter"] == ["/"] && keys["s3:max-keys"] == ["50"])
        #expect(try access("GET /bucket?prefix=").keys["s3:prefix"] == [""])
        #expect(try access("GET /bucket").keys.isEmpty)
        #expect(try access("GET /", "x-amz-date: 1").keys.isEmpty)
    }

    @Test func keysOfHeaders() throws {
        let names = [
            "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-server-side-encryption-customer-algorithm", "x-amz-storage-class",
            "x-amz-website-redirect-location", "x-amz-grant-full-control", "x-amz-grant-read", "x-amz-grant-read-acp",
            "x-amz-grant-write", "x-amz-grant-write-acp", "x-amz-content-sha256", "if-match", "if-none-match",
        ]
        for name in names {
            let keys = try access("PUT /bucket/key", "\(name):  some value ").keys
            #expect(keys["s3:\(name)"] == ["some value"])
            #expect(keys.names.count == 2, "\(keys.names)")
        }
        #expect(try access("PUT /bucket/key").keys.names == ["s3:ObjectCreationOperation"])
        #expect(try access("GET /bucket/key?versionId=a%2Fb").keys["s3:VersionId"] == ["a/b"])
    }

    @Test func signingIsTold() throws {
        let header = try access("GET /bucket/key", "Authorization: AWS4-HMAC-SHA256 Credential=x, Signature=y").keys
        #expect(header["s3:authType"] == ["REST-HEADER"] && header["s3:signatureversion"] == ["AWS4-HMAC-SHA256"])
        let url = try access(
            "GET /bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Date=b&X-Amz-Expires=60"
                + "&X-Amz-SignedHeaders=host&X-Amz-Security-Token=t&X-Amz-Signature=0&response-content-type=text%2Fplain"
        ).keys
        #expect(url["s3:authType"] == ["REST-QUERY-STRING"] && url["s3:signatureversion"] == ["AWS4-HMAC-SHA256"])
        #expect(try access("GET /bucket/key").keys["s3:authType"] == nil)
        let both = refusal("GET /bucket/key?X-Amz-Signature=0", "authorization: AWS4-HMAC-SHA256 x")
        #expect(both?.code == .invalidArgument)
    }

    // MARK: Copies

    @Test(arguments: [
        ("/films/a%20b", "films/a b", nil as String?), ("films/a/b", "films/a/b", nil),
        ("films/a?versionId=3%2F", "films/a", "3/"), ("/films//a", "films//a", nil),
        ("films/a%252Fb", "films/a%2Fb", nil),
        ("films/a%3Fb", "films/a?b", nil),
    ])
    func copiesAskForTheirSource(_ source: String, _ text: String, _ version: String?) throws {
        let found = try access("PUT /bucket/key", "x-amz-copy-source: \(source)", "x-amz-metadata-directive: REPLACE")
        #expect(found.operation == "CopyObject")
        let action = version == nil ? "s3:GetObject" : "s3:GetObjectVersion"
        #expect(found.asked == ["\(action) \(text)", "s3:PutObject bucket/key"])
        #expect(found.questions[0].keys["s3:VersionId"] == version.map { [$0] })
        #expect(found.questions[0].keys["s3:x-amz-copy-source"] == nil)
        #expect(found.keys["s3:x-amz-copy-source"] == [text] && found.keys["s3:VersionId"] == nil)
        #expect(found.keys["s3:x-amz-metadata-directive"] == ["REPLACE"])
        let part = try access("PUT /bucket/key?partNumber=1&uploadId=u", "x-amz-copy-source: \(source)")
        #expect(part.operation == "UploadPartCopy" && part.asked == found.asked)
    }

    @Test(arguments: [
        "", "/", "films", "films/", "//films/a", "Films/a", "films/a?acl", "films/a?versionId=",
        "films/a?versionId=1&x", "films/a?versionId=1?versionId=2", "films/a+b", "films/a b", "films/%zz", "films/ä",
        "films/%ff", "films/a%3FversionId=3",
        "arn:aws:s3:eu-west-1:123456789012:accesspoint/films/object/a", "http://x/films/a",
    ])
    func otherSourcesAreRefused(_ source: String) {
        #expect(refusal("PUT /bucket/key", "x-amz-copy-source: \(source)") != nil)
    }

    // MARK: Tags

    @Test func tagsAreDecoded() throws {
        let keys = try access("PUT /bucket/key", "x-amz-tagging: a%20b=c+d&e=&f").keys
        #expect(keys["s3:RequestObjectTag/a b"] == ["c d"])
        #expect(keys["s3:RequestObjectTag/e"] == [""] && keys["s3:RequestObjectTag/f"] == [""])
        #expect(try access("PUT /bucket/key", "x-amz-tagging: ").asked.last == "s3:PutObjectTagging bucket/key")
    }

    @Test(arguments: ["a=1&a=2", "Team=1&team=2", "=1", "a=%zz", "%ff=1", "a&b&c&d&e&f&g&h&i&j&k"])
    func tagsThatAreReadInTwoWaysAreRefused(_ tags: String) {
        #expect(refusal("PUT /bucket/key", "x-amz-tagging: \(tags)")?.code == .invalidTag)
    }

    // MARK: Keys in the body

    private static func decision(_ question: S3Access.Question, _ statements: String) throws -> PolicyDecision {
        let policy = try PolicyDocument(
            simulating: "{\"Version\": \"2012-10-17\", \"Statement\": [\(statements)]}", kind: .managed)
        let user = try #require(ARN("arn:aws:iam::123456789012:user/ana"))
        return PolicySet(identity: [AttachedPolicy(name: "p", document: policy)])
            .evaluate(
                RequestContext(
                    principal: .user(arn: user), action: question.action, resource: question.resource,
                    keys: question.keys))
    }

    private static let allow = #"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#

    @Test(arguments: [
        (#""Resource": "arn:aws:s3:::bucket/private/*""#, true), (#""Resource": "arn:aws:s3:::*/private/*""#, true),
        (#""Resource": "arn:*:s3:::bucket/a""#, true), (#""NotResource": "arn:aws:s3:::bucket/?""#, true),
        (#""Resource": ["arn:aws:s3:::other/*", "arn:aws:s3:::bucket/${aws:username}/*"]"#, true),
        (#""Resource": "arn:aws:s3:::other/private/*""#, false), (#""Resource": "arn:aws:s3:::bucket2/*""#, false),
        (#""NotResource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"]"#, false),
        (#""Resource": "arn:aws:s3:::bucket""#, false),
    ])
    func aDenialOfSomeKeysIsSeen(_ resource: String, _ isSeen: Bool) throws {
        let question = try access("POST /bucket?delete").questions[0]
        let deny = #"{"Effect": "Deny", "Action": "s3:Delete*", \#(resource)}"#
        let decision = try Self.decision(question, "\(Self.allow), \(deny)")
        #expect(decision.isAllowed && (question.partialDenial(in: decision) != nil) == isSeen)
        // Of another action, or of a request that names its key, it says nothing.
        let other = try Self.decision(question, "\(Self.allow), \(deny.replacing("Delete", with: "Put"))")
        #expect(question.partialDenial(in: other) == nil)
        let single = try access("DELETE /bucket/key").questions[0]
        let ofSingle = try Self.decision(single, "\(Self.allow), \(deny)")
        #expect(single.partialDenial(in: ofSingle) == nil)
    }
}
