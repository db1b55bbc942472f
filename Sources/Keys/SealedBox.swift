package import Crypto
internal import Foundation

/// Seals and opens with a key that is used for one message only, so that the nonce may be constant.
package enum SealedBox {
    package static let tagCount = 16
    private static let nonce = try? AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12))

    /// Appends ciphertext and tag to `output`; nil when the library refuses, which it has no reason to.
    package static func seal(
        _ message: [UInt8], key: SymmetricKey, authenticating header: [UInt8], appendingTo output: inout [UInt8]
    ) -> Bool {
        guard let nonce, let box = try? AES.GCM.seal(message, using: key, nonce: nonce, authenticating: header) else {
            return false
        }
        output.append(contentsOf: box.ciphertext)
        output.append(contentsOf: box.tag)
        return true
    }

    /// The message; nil when anything was changed.
    package static func open(_ sealed: ArraySlice<UInt8>, key: SymmetricKey, authenticating header: [UInt8]) -> [UInt8]?
    {
        guard sealed.count >= tagCount, let nonce else { return nil }
        let end = sealed.endIndex - tagCount
        guard
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: sealed[..<end], tag: sealed[end...]),
            let message = try? AES.GCM.open(box, using: key, authenticating: header)
        else { return nil }
        return [UInt8](message)
    }
}
