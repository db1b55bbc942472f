internal import Crypto
public import Encodings
internal import Foundation

extension KeyRing {
    /// Reads a ring from its JSON text, as it stands in a file or an environment credential.
    ///
    /// Throws `ConfigurationError` that says what is wrong and shows no key.
    public init(json: [UInt8]) throws(ConfigurationError) {
        guard json.count <= 1_048_576 else { throw ConfigurationError("key ring", "is longer than 1 MiB") }
        let document: KeyRingDocument
        do {
            document = try JSONDecoder().decode(KeyRingDocument.self, from: Data(json))
        } catch {
            throw ConfigurationError("key ring", "is not the JSON of a key ring")
        }
        guard document.version == KeyRingDocument.currentVersion else {
            throw ConfigurationError(
                "key ring", "has version \(document.version), not \(KeyRingDocument.currentVersion)")
        }
        try self.init(
            tokenKeys: try document.tokenKeys.map(Self.tokenKey),
            storageKeys: try document.storageKeys.map(Self.storageKey))
    }

    private static func tokenKey(_ key: KeyRingDocument.Key) throws(ConfigurationError) -> TokenKey {
        let (id, material) = try key.decoded()
        return TokenKey(
            id: id, created: Timestamp(milliseconds: key.created),
            opensUntil: key.opensUntil.map { Timestamp(milliseconds: $0) }, material: material)
    }

    private static func storageKey(_ key: KeyRingDocument.Key) throws(ConfigurationError) -> StorageKey {
        let (id, material) = try key.decoded()
        return StorageKey(id: id, created: Timestamp(milliseconds: key.created), material: material)
    }

    /// The JSON text of the ring.
    ///
    /// It holds the keys: write it only with `KeyRingFile`, or into a secret store.
    ///
    /// Throws `ConfigurationError` when the library cannot encode it.
    public func json() throws(ConfigurationError) -> [UInt8] {
        let document = KeyRingDocument(
            version: KeyRingDocument.currentVersion,
            tokenKeys: tokenKeys.map {
                Self.entry(id: $0.id, created: $0.created, opensUntil: $0.opensUntil, material: $0.material)
            },
            storageKeys: storageKeys.map {
                Self.entry(id: $0.id, created: $0.created, opensUntil: nil, material: $0.material)
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do {
            return [UInt8](try encoder.encode(document)) + [UInt8(ascii: "\n")]
        } catch {
            throw ConfigurationError("key ring", "cannot be encoded")
        }
    }

    private static func entry(
        id: UInt32, created: Timestamp, opensUntil: Timestamp?, material: SymmetricKey
    ) -> KeyRingDocument.Key {
        KeyRingDocument.Key(
            id: text(id), created: created.milliseconds, opensUntil: opensUntil?.milliseconds,
            material: material.withUnsafeBytes { Base64.standard.encode(Array($0)) })
    }
}
