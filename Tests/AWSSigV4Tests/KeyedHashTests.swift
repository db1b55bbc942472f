import Crypto
import Testing

@testable import AWSSigV4

@Suite struct KeyedHashTests {
    private let key = HMAC<SHA256>.authenticationCode(for: [1, 2, 3], using: SymmetricKey(data: [4, 5, 6]))

    /// Around the lengths at which another block begins.
    @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000])
    func isHMAC(length: Int) {
        let message = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        let hash = KeyedHash(key)
        let code = Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
        #expect(Array(hash.code(of: message)) == code)
        // The first message has changed nothing.
        #expect(Array(hash.code(of: message)) == code)
        #expect(Array(hash.code(of: message + [0])) != code)
    }
}
