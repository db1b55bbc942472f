package import Encodings
import Foundation
import XMLSecurity

/// An X.509 certificate that somebody uploads, in PEM.
package struct UploadedCertificate {
    /// Why it is not taken.
    package enum Refusal: Error, Hashable, Sendable {
        /// It, its chain or its key can't be read; for people.
        case malformed(String)
        /// The key is another one's.
        case mismatch
    }

    /// Certificates of a chain at most.
    private static let longestChain = 32

    /// When it begins to hold.
    package let notBefore: Timestamp
    /// When it ends.
    package let notAfter: Timestamp
    /// SHA-256 of the certificate, in hexadecimal.
    package let fingerprint: String
    private let publicKey: [UInt8]

    /// Reads the one certificate of a text.
    package init(pem: String) throws(Refusal) {
        let blocks = PEM.blocks(labeled: "CERTIFICATE", in: Array(pem.utf8))
        guard blocks.count == 1, let der = blocks.first else {
            throw .malformed("The body is not one certificate in PEM.")
        }
        let certificate = try Self.read(der)
        notBefore = Timestamp(roundingDown: Date(timeIntervalSince1970: certificate.notBefore))
        notAfter = Timestamp(roundingDown: Date(timeIntervalSince1970: certificate.notAfter))
        fingerprint = certificate.fingerprint
        publicKey = certificate.publicKey.subjectPublicKeyInfo
    }

    /// Whether it holds at an instant.
    package func holds(at instant: Timestamp) -> Bool { notBefore <= instant && instant < notAfter }

    /// Throws when a text is not some certificates in PEM.
    package static func checkChain(pem: String) throws(Refusal) {
        let blocks = PEM.blocks(labeled: "CERTIFICATE", in: Array(pem.utf8))
        guard (1...longestChain).contains(blocks.count) else {
            throw .malformed("The chain is not 1 to \(longestChain) certificates in PEM.")
        }
        for block in blocks { _ = try read(block) }
    }

    /// Throws when a text is not the private key of the certificate, in PEM and not encrypted.
    package func checkKey(pem: String) throws(Refusal) {
        let key: PrivateKey
        do throws(XMLSecurityError) {
            key = try PrivateKey(pem: Array(pem.utf8))
        } catch {
            throw .malformed("The private key is no key in PEM, or is encrypted.")
        }
        guard key.publicKey.subjectPublicKeyInfo == publicKey else { throw .mismatch }
    }

    private static func read(_ der: [UInt8]) throws(Refusal) -> Certificate {
        do throws(XMLSecurityError) {
            return try Certificate(der: der)
        } catch {
            throw .malformed("A certificate cannot be read.")
        }
    }
}
