import IAMPolicy
import S3Mapping
import TestSupport
import Testing

/// Every row of the table takes its request, and none that is changed in one place.
@Suite("The table of S3 operations")
struct TableTests {
    /// Written here again, so that a row that loses its sub-resource is noticed.
    private static let subresources = [
        "abac", "accelerate", "acl", "analytics", "annotation", "attributes", "cors", "delete", "encryption",
        "intelligent-tiering", "inventory", "legal-hold", "lifecycle", "location", "logging",
        "metadataAnnotationTable", "metadataConfiguration", "metadataInventoryTable", "metadataJournalTable",
        "metadataTable", "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus",
        "publicAccessBlock", "renameObject", "replication", "requestPayment", "restore", "retention", "select",
        "session", "tagging", "torrent", "uploads", "versioning", "versions", "website",
    ]

    private static let names = S3Operation.all.map(\.name)

    private static func row(_ name: String) throws -> S3Operation {
        try #require(S3Operation.all.first { $0.name == name })
    }

    @Test func hasEachOperationOnce() {
        #expect(Set(Self.names).count == Self.names.count)
        #expect(Self.names.count == 113)
        #expect(S3Operation.subresources.sorted() == Self.subresources)
    }

    @Test func asksForSomethingOrIsRefused() {
        for row in S3Operation.all { #expect(row.needs.isEmpty == (row.refusal != nil), "\(row.name)") }
    }

    @Test(arguments: names)
    func takesItsRequest(_ name: String) throws {
        let row = try Self.row(name)
        #expect(row.example.outcome == name)
        var full = row.example
        let numbers = ["partNumber", "part-number-marker"]
        full.parameters += row.parameters.map { "\($0)=\($0.hasPrefix("max-") || numbers.contains($0) ? "7" : "x")" }
        full.parameters += ["x-id=\(name)", "X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Signature=0a"]
        #expect(full.outcome == name)
        guard row.refusal == nil else { return }
        let access = try S3Mapping.access(for: row.example.request, partition: "aws-cn")
        #expect(access.questions.map(\.action) == row.needs.map { "s3:\($0.action)" })
        #expect(access.questions.allSatisfy { $0.resource.hasPrefix("arn:aws-cn:s3:::") })
    }

    @Test(arguments: names)
    func takesNoSecondSubresource(_ name: String) throws {
        let row = try Self.row(name)
        for other in Self.subresources {
            var changed = row.example
            changed.parameters.insert(other, at: 0)
            // What had none becomes the operation of the one it gets.
            let isOther = try changed.outcome.map { try Self.row($0).query.contains { $0.name == other } }
            #expect(isOther != false, "\(name), \(other)")
            #expect(row.query.allSatisfy { $0.value != "" } || changed.outcome == nil, "\(name), \(other)")
        }
    }

    @Test(arguments: names)
    func takesNothingThatItDoesNotKnow(_ name: String) throws {
        let row = try Self.row(name)
        let foreign = ["foo", "foo=1", "ACL", "versionid=3", "X-Amz-Acl=private", "x-amz-acl=public-read", "%00", "="]
        for parameter in foreign + row.example.parameters {
            var changed = row.example
            changed.parameters.append(parameter)
            #expect(changed.outcome == nil, "\(name), \(parameter)")
        }
        for required in row.query where required.value == "" {
            var changed = row.example
            changed.parameters = changed.parameters.map { $0 == required.name ? "\($0)=1" : $0 }
            #expect(changed.outcome == nil, "\(name), \(required.name)=1")
        }
    }

    @Test(arguments: names)
    func isNotTakenWithoutWhatTellsIt(_ name: String) throws {
        let row = try Self.row(name)
        for index in row.query.indices {
            var changed = row.example
            changed.parameters.remove(at: index)
            #expect(changed.outcome != name, "\(name), \(row.query[index].name)")
        }
        if row.header != nil {
            var changed = row.example
            changed.headers = []
            #expect(changed.outcome != name)
        }
        for method in S3Operation.Method.allCases where method != row.method {
            var changed = row.example
            changed.method = method
            #expect(changed.outcome != name, "\(name), \(method)")
        }
        for target in S3Operation.Target.allCases where target != row.target {
            var changed = row.example
            changed.target = target
            #expect(changed.outcome != name, "\(name), \(target)")
        }
    }

    /// Headers that ask for more, or make another operation of a request, are never passed over.
    @Test(arguments: names)
    func takesNoHeaderThatActsElsewhere(_ name: String) throws {
        let row = try Self.row(name)
        let acting = Set(S3Operation.all.flatMap { $0.further.flatMap(\.headers) })
        let known = row.further.flatMap(\.headers) + row.keys.flatMap(\.keys).map { $0.name.replacing("s3:", with: "") }
        for header in acting {
            var changed = row.example
            changed.headers.append("\(header): a=b")
            let isTaken = known.contains(header) || row.keys.contains(.tagging) && header == "x-amz-tagging"
            #expect(changed.outcome == (isTaken ? name : nil), "\(name), \(header)")
        }
        for header in ["x-amz-copy-source", "x-amz-rename-source", "x-amz-request-route"] where header != row.header {
            var changed = row.example
            changed.headers.append("\(header): /other/key")
            #expect(changed.outcome != name, "\(name), \(header)")
        }
    }

    @Test(arguments: ["OPTIONS", "PATCH", "get", "PROPFIND", "", "GÉT"])
    func knowsNoOtherMethod(_ method: String) {
        let request = S3Request(method: method, path: "/bucket/key", query: nil, headers: [])
        #expect(refusal(request)?.code == .methodNotAllowed)
    }

    /// What is mixed at random is refused, or is the operation of the one sub-resource in it.
    @Test func mixesAreNeverTakenForSomethingWeaker() throws {
        var generator = SeededGenerator(seed: 11)
        let known = Set(S3Operation.all.flatMap { $0.query.map(\.name) + $0.parameters }).sorted() + ["foo", "Acl"]
        let flags = Set(Self.subresources)
        var taken = 0
        for _ in 0..<20_000 {
            let method = S3Operation.Method.allCases.randomElement(using: &generator)?.rawValue ?? ""
            let path = ["/", "/bucket", "/bucket/key"].randomElement(using: &generator) ?? ""
            let count = Int.random(in: 0...3, using: &generator)
            let names = (0..<count).compactMap { _ in known.randomElement(using: &generator) }
            let query = names.map { flags.contains($0) ? $0 : "\($0)=2" }.joined(separator: "&")
            guard let found = try? access("\(method) \(path)?\(query)") else { continue }
            taken += 1
            let row = try Self.row(found.operation)
            let present = names.filter(flags.contains)
            #expect(present.count < 2, "\(method) \(path)?\(query)")
            #expect(present == row.query.filter { $0.value == "" }.map(\.name), "\(method) \(path)?\(query)")
            #expect(row.query.allSatisfy { names.contains($0.name) }, "\(method) \(path)?\(query)")
            #expect(!names.contains("versionId") || found.keys["s3:VersionId"] == ["2"], "\(method) \(path)?\(query)")
        }
        #expect(taken > 500)
    }

    @Test func refusalsSayWhatWasSeen() {
        let two = refusal("GET /bucket?acl&tagging")
        #expect(two?.code == .invalidRequest && two?.message.contains("acl, tagging") == true)
        #expect(refusal("GET /bucket?foo")?.description == "NotImplemented: the S3 API has no parameter \"foo\"")
        #expect(refusal("PUT /bucket?location")?.code == .methodNotAllowed)
        #expect(refusal("POST /")?.code == .invalidRequest)
        #expect(refusal("DELETE /")?.code == .methodNotAllowed)
        #expect(refusal("GET /bucket?session")?.message.hasPrefix("CreateSession is refused") == true)
        #expect(refusal("POST /bucket")?.message.hasPrefix("PostObject is refused") == true)
        #expect(S3MappingError.Code.allCases.allSatisfy { [400, 405, 501].contains($0.httpStatus) })
    }
}
