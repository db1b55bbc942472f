import Crypto

/// The string to sign: algorithm, time, scope and the hash of the canonical request, each on a line.
struct StringToSign {
    static let algorithm = "AWS4-HMAC-SHA256"

    let bytes: [UInt8]

    init(timestamp: String, scope: CredentialScope, canonicalRequest: CanonicalRequest) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(192)
        for line in [Self.algorithm, timestamp] {
            bytes.append(contentsOf: line.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        scope.append(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: SHA256.hexadecimal(of: canonicalRequest.bytes))
        self.bytes = bytes
    }
}
