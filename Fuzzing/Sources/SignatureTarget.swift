import AWSSigV4
import Foundation

extension FuzzTarget {
    private static let region = "us-east-1"
    private static let secret = SecretAccessKey("fuzzSecret/+0123456789abcdefghijklmnopqr")
    private static let accessKeyID = "AKIAFUZZEXAMPLE00000"
    private static let bodies = ["", "Action=GetCallerIdentity&Version=2011-06-15"]

    /// A request as it is on the wire, with line feeds alone.
    private static func request(_ bytes: [UInt8]) -> SignableRequest? {
        let head = bytes.firstRange(of: Array("\n\n".utf8))
        guard let text = String(validating: bytes[..<(head?.lowerBound ?? bytes.endIndex)], as: UTF8.self) else {
            return nil
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard words.count == 2 else { return nil }
        let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
        return SignableRequest(
            method: String(words[0]), path: String(target[0]), query: target.count > 1 ? String(target[1]) : "",
            headers: headers, payload: Payload(head.map { Array(bytes[$0.upperBound...]) } ?? []))
    }

    private static func text(_ request: SignableRequest, body: String) -> [UInt8] {
        let query = request.query.isEmpty ? "" : "?" + request.query
        let headers = request.headers.map { "\n\($0.name):\($0.value)" }.joined()
        return Array("\(request.method) \(request.path)\(query)\(headers)\n\n\(body)".utf8)
    }

    private static func signedRequests() throws -> [(SignableRequest, body: String)] {
        let options = [nil, "FwoGZXIvYXdzFUZZ/+token=="].map { token in
            Signer(
                credential: Credential(accessKeyID: accessKeyID, secretAccessKey: secret, sessionToken: token),
                region: region, service: "sts")
        }
        return try options.flatMap { signer in
            let post = SignableRequest(
                method: "POST", path: "/",
                headers: [
                    ("Host", "sts.example.com"), ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                ], payload: Payload(Array(bodies[1].utf8)))
            let get = SignableRequest(
                method: "GET", path: "/a/./b//c%20d/", query: "Action=GetCallerIdentity&Version=2011-06-15&a=&b",
                headers: [("Host", "sts.example.com"), ("X-Amz-Meta", "a  b")])
            return [
                (try signer.sign(post, at: World.instant), bodies[1]),
                (try signer.sign(get, at: World.instant), bodies[0]),
                (try signer.presign(get, expires: 300, at: World.instant), bodies[0]),
            ]
        }
    }

    /// Signature Version 4: what is accepted is a request that was signed, with its method and its body.
    static let signature = FuzzTarget(name: "signature", dictionary: "http") {
        try signedRequests().map { text($0.0, body: $0.body) }
    } prepare: {
        let strict = SignatureVerifier(regions: [region], services: ["sts"])
        let lax = SignatureVerifier(
            regions: nil, services: nil, pathNormalization: .objectKey, acceptsUnsignedPayload: true)
        let genuine = try signedRequests().map(\.0)
        return { bytes in
            guard let request = request(bytes) else { return }
            if let claim = try? lax.claim(in: request) { _ = try? lax.verify(claim, secret: secret, at: World.instant) }
            guard let claim = try? strict.claim(in: request), claim.accessKeyID == accessKeyID,
                let verified = try? strict.verify(claim, secret: secret, at: World.instant)
            else { return }
            hold(verified.isPayloadSigned, "a body that nobody signed")
            hold(verified.signedHeaders.contains("host"), "a host that nobody signed")
            hold(
                genuine.contains { $0.method == request.method && $0.payload == request.payload },
                "another method or body than was signed")
        }
    }
}
