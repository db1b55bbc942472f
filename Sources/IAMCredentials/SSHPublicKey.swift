import Crypto
import CryptoExtras
import Encodings
import Foundation

/// An RSA public key for SSH, as OpenSSH writes it (RFC 4253, section 6.6) or in PEM.
package struct SSHPublicKey {
    /// Why a text is no such key.
    package enum Refusal: Error, Hashable, Sendable {
        /// It is neither in OpenSSH's form for RSA nor in PEM.
        case unrecognized
        /// The key in it is damaged, or not of 2,048 to 16,384 bits.
        case invalid
    }

    private static let type = "ssh-rsa"
    private static let bits = 2_048...16_384

    /// Whether it was given in PEM.
    package let isPEM: Bool
    private let text: String
    private let modulus: [UInt8]
    private let exponent: [UInt8]

    /// Reads a key.
    package init(_ text: String) throws(Refusal) {
        self.text = text
        isPEM = text.trimmingCharacters(in: .whitespacesAndNewlines).hasPrefix("-----BEGIN ")
        (modulus, exponent) = try isPEM ? Self.read(pem: text) : Self.read(openSSH: text)
        guard let first = modulus.first, !exponent.isEmpty, exponent.count <= 8,
            Self.bits.contains(modulus.count * 8 - first.leadingZeroBitCount)
        else { throw .invalid }
    }

    private static func read(pem text: String) throws(Refusal) -> (modulus: [UInt8], exponent: [UInt8]) {
        do {
            let primitives = try _RSA.Signing.PublicKey(pemRepresentation: text).getKeyPrimitives()
            return (withoutZeros(Array(primitives.modulus)), withoutZeros(Array(primitives.publicExponent)))
        } catch {
            throw .invalid
        }
    }

    private static func read(openSSH text: String) throws(Refusal) -> (modulus: [UInt8], exponent: [UInt8]) {
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count > 1, fields[0] == type else { throw .unrecognized }
        guard let bytes = Base64.standard.decode(String(fields[1])) else { throw .invalid }
        var rest = bytes[...]
        guard let name = field(&rest), name.elementsEqual(type.utf8), let exponent = number(&rest),
            let modulus = number(&rest), rest.isEmpty
        else { throw .invalid }
        return (modulus, exponent)
    }

    // MARK: The other form

    /// MD5 of the key as SSH sends it, in hexadecimal with colons.
    package var fingerprint: String {
        Insecure.MD5.hash(data: blob).map { Hexadecimal.text([$0]) }.joined(separator: ":")
    }

    /// The key in OpenSSH's form: as it was given, if it was.
    package var openSSH: String { isPEM ? "\(Self.type) \(Base64.standard.encode(blob))" : text }

    /// The key in PEM: as it was given, if it was; nil when there is no such form of it.
    package var pem: String? {
        if isPEM { return text }
        return try? _RSA.Signing.PublicKey(n: modulus, e: exponent).pemRepresentation
    }

    private var blob: [UInt8] {
        Self.field(Array(Self.type.utf8)) + Self.field(Self.positive(exponent)) + Self.field(Self.positive(modulus))
    }

    // MARK: Fields

    /// A field with its length before it.
    private static func field(_ bytes: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(clamping: bytes.count).bigEndian) { Array($0) } + bytes
    }

    /// Takes a field off the beginning.
    private static func field(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let body = rest.dropFirst(4)
        guard length <= body.count else { return nil }
        rest = body.dropFirst(length)
        return Array(body.prefix(length))
    }

    /// Takes a positive number off the beginning, and gives it without zeros before it.
    private static func number(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let bytes = field(&rest), let first = bytes.first, first < 0x80 else { return nil }
        return withoutZeros(bytes)
    }

    private static func withoutZeros(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.drop { $0 == 0 }) }

    /// With a zero before it where it would be negative.
    private static func positive(_ bytes: [UInt8]) -> [UInt8] { (bytes.first ?? 0) >= 0x80 ? [0] + bytes : bytes }
}
