public import Encodings

extension KeyRing {
    private static let storageVersion: UInt8 = 1
    private static let saltCount = 32

    /// Seals a secret for keeping; it opens only with the same `context` (what the secret is and whose).
    ///
    /// Throws `ConfigurationError` when the library cannot seal.
    public func sealForStorage(
        _ secret: [UInt8], context: String, random: some RandomSource = SystemRandomSource()
    ) throws(ConfigurationError) -> [UInt8] {
        let key = storageKeys[0]
        var output: [UInt8] = [Self.storageVersion]
        withUnsafeBytes(of: key.id.bigEndian) { output.append(contentsOf: $0) }
        let salt = random.bytes(Self.saltCount)
        let header = output + Array(context.utf8)
        output.append(contentsOf: salt)
        guard SealedBox.seal(secret, key: key.recordKey(salt: salt[...]), authenticating: header, appendingTo: &output)
        else {
            throw ConfigurationError("key \(Self.text(key.id))", "cannot seal")
        }
        return output
    }

    /// Opens what `sealForStorage` sealed; nil for another context, a key that is gone, or a changed byte.
    public func openFromStorage(_ sealed: [UInt8], context: String) -> [UInt8]? {
        guard sealed.count >= 5 + Self.saltCount + SealedBox.tagCount, sealed[0] == Self.storageVersion else {
            return nil
        }
        let id = sealed[1..<5].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        guard let key = storageKeys.first(where: { $0.id == id }) else { return nil }
        let salt = sealed[5..<(5 + Self.saltCount)]
        return SealedBox.open(
            sealed[(5 + Self.saltCount)...], key: key.recordKey(salt: salt),
            authenticating: Array(sealed[..<5]) + Array(context.utf8))
    }
}
