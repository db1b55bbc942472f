import AWSSigV4
import Testing

@Suite("Path")
struct PathTests {
    private func signed(_ path: String, _ normalization: PathNormalization) throws -> SignableRequest {
        let options = SigningOptions(pathNormalization: normalization)
        let request = SignableRequest(method: "GET", path: path, headers: [("Host", "sts.example.com")])
        return try Fixture.signer(options: options).sign(request, at: Fixture.instant)
    }

    private func isSame(_ path: String, _ other: String, _ normalization: PathNormalization) throws -> Bool {
        let verifier = SignatureVerifier(regions: nil, services: nil, pathNormalization: normalization)
        var request = try signed(path, normalization)
        #expect(Fixture.refusal(of: request, with: verifier) == nil)
        request.path = other
        return Fixture.refusal(of: request, with: verifier) == nil
    }

    @Test(
        "normalised: these are one path",
        arguments: [
            ("/", ""), ("/", "//"), ("/", "/./"), ("/", "/a/.."), ("/", "/.."), ("/", "/../../"), ("/a/b", "/a//b"),
            ("/a/b", "/a/./b"), ("/a/b", "/a/c/../b"), ("/a/", "//a//"), ("/a", "/b/../../a"),
        ])
    func same(_ paths: (String, String)) throws {
        #expect(try isSame(paths.0, paths.1, .normalized))
    }

    @Test(
        "normalised: these are two",
        arguments: [
            ("/a", "/A"), ("/a", "/a/"), ("/a b", "/a%20b"), ("/a", "/%61"), ("/...", "/"), ("/.a", "/a"),
            ("/a/b", "/a%2Fb"),
        ])
    func different(_ paths: (String, String)) throws {
        #expect(try !isSame(paths.0, paths.1, .normalized))
    }

    @Test(
        "object keys: segments and slashes count, spelling does not",
        arguments: [
            ("/", "//", false), ("/a/b", "/a//b", false), ("/a/b", "/a/./b", false), ("/a/b", "/a/c/../b", false),
            ("/a", "/%61", true), ("/a%20b", "/a b", true), ("/a%2Fb", "/a/b", false), ("/a%2fb", "/a%2Fb", true),
            ("/a+b", "/a%2Bb", true), ("/a+b", "/a%20b", false), ("/%", "/%25", true), ("/%4", "/%254", true),
        ])
    func objectKey(_ paths: (String, String, Bool)) throws {
        #expect(try isSame(paths.0, paths.1, .objectKey) == paths.2)
    }

    @Test("a path that does not begin with a slash is refused", arguments: [".", "a", "*", "http://sts.example.com/"])
    func relative(_ path: String) throws {
        var request = try signed("/", .normalized)
        request.path = path
        #expect(Fixture.refusal(of: request) == .incompleteSignature)
    }
}
