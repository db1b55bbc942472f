import Encodings
public import Foundation
import XMLSecurity

/// A metadata document, read and not yet judged (SAML metadata, section 2.3).
public struct MetadataDocument: Sendable {
    /// How to read a document.
    public struct Options: Sendable {
        /// Takes a byte order mark off instead of refusing it.
        public var stripsByteOrderMark: Bool
        /// Keys of which one must have signed the document element; without any, a signature is not asked for and not looked at.
        public var trustKeys: [MetadataKey]

        /// Makes options; without arguments a byte order mark is refused and no signature is asked for.
        public init(stripsByteOrderMark: Bool = false, trustKeys: [MetadataKey] = []) {
            self.stripsByteOrderMark = stripsByteOrderMark
            self.trustKeys = trustKeys
        }
    }

    /// Every EntityDescriptor, in document order.
    public let entities: [EntityDescriptor]
    /// `validUntil` of the document element.
    public let validUntil: Date?
    /// Seconds of `cacheDuration` of the document element.
    public let cacheDuration: Double?
    /// Whether the document element carries a Signature.
    public let isSigned: Bool

    /// Reads a document.
    ///
    /// - Throws: `MetadataError`, for what is not metadata or not signed as asked.
    public init(parsing bytes: [UInt8], options: Options = Options()) throws(MetadataError) {
        let bytes = try Self.withoutByteOrderMark(bytes, strip: options.stripsByteOrderMark)
        if let encoding = XMLInput.declaredEncoding(bytes), encoding.lowercased() != "utf-8" {
            throw MetadataError(
                .notUTF8, "the XML declaration says \(encoding.quoted); metadata must be UTF-8")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw MetadataError(.notUTF8, "the document is not UTF-8; save it as UTF-8 without a byte order mark")
        }
        let document: XMLDocument
        do throws(XMLSecurityError) {
            document = try XMLDocument(parsing: bytes, limits: .metadata)
        } catch {
            throw MetadataError(.malformed, error.message)
        }
        let root = document.root
        guard root.isNamed(SAML.entityDescriptor) || root.isNamed(SAML.entitiesDescriptor) else {
            throw MetadataError(
                .notMetadata,
                "the document is \(root.qualifiedName); expected EntityDescriptor or EntitiesDescriptor of SAML 2.0")
        }
        isSigned = root.firstChild(named: SAML.signature) != nil
        if !options.trustKeys.isEmpty { try Self.verifySignature(of: root, with: options.trustKeys) }
        validUntil = try MetadataReader.validUntil(of: root)
        cacheDuration = root.attribute("cacheDuration").flatMap(SAMLDuration.parse)
        entities = try MetadataReader.entities(in: root)
    }

    private static func withoutByteOrderMark(_ bytes: [UInt8], strip: Bool) throws(MetadataError) -> [UInt8] {
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            throw MetadataError(.notUTF8, "the document is UTF-16; save it as UTF-8 without a byte order mark")
        }
        guard bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return bytes }
        guard strip else {
            throw MetadataError(
                .byteOrderMark, "the document starts with a byte order mark; save it as UTF-8 without one")
        }
        return Array(bytes.dropFirst(3))
    }

    private static func verifySignature(of root: XMLElement, with keys: [MetadataKey]) throws(MetadataError) {
        let signatures = root.children(named: SAML.signature)
        guard signatures.count == 1, let signature = signatures.first else {
            throw MetadataError(
                .signature,
                "a trust certificate is given, and the document element has \(signatures.count) Signatures; expected one"
            )
        }
        do throws(XMLSecurityError) {
            let shape = try SignatureShape(of: signature, in: root)
            _ = try XMLSignatureVerifier().verify(shape, with: keys.map(\.publicKey))
        } catch {
            throw MetadataError(.signature, "the metadata's signature is refused: \(error.message)")
        }
    }
}
