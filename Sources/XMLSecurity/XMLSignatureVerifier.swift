import CXMLSec

/// An element whose signature was made by a key that the caller trusts.
///
/// Only `XMLSignatureVerifier` makes one.
package struct VerifiedElement {
    /// The element that was digested, in the tree that was digested.
    package let element: XMLElement
    /// The key that verified.
    package let key: PublicKey
    /// How it was signed.
    package let algorithm: SignatureAlgorithm

    fileprivate init(element: XMLElement, key: PublicKey, algorithm: SignatureAlgorithm) {
        self.element = element
        self.key = key
        self.algorithm = algorithm
    }
}

/// Verifies enveloped signatures with keys that the caller brings.
///
/// KeyInfo is never looked at.
package struct XMLSignatureVerifier: Sendable {
    /// Accepts RSA with SHA-1 and SHA-1 digests, for IdPs that cannot be changed yet.
    package var insecureAllowSHA1: Bool
    /// Whose verdict counts.
    package var judge: Judge
    /// RSA keys with fewer bits are passed over.
    package var minimumRSABits = 1024

    /// Who looks at a signature.
    package enum Judge: Sendable, CaseIterable {
        /// This module; xmlsec where a canonical form is not certain.
        case own
        /// xmlsec alone.
        case xmlsec
        /// Both: what one of them refuses is refused.
        case both
    }

    package init(insecureAllowSHA1: Bool = false, judge: Judge = .own) {
        self.insecureAllowSHA1 = insecureAllowSHA1
        self.judge = judge
    }

    /// Checks the cryptography of a signature of accepted shape.
    ///
    /// - Throws: `algorithmNotAllowed` (SHA-1), `keyMismatch` (no key of the right kind), `digestMismatch` (content changed),
    ///   `signatureMismatch` (none of the keys made it), `signatureEncoding` (no key writes such a value), `processingFailed`.
    package func verify(_ shape: SignatureShape, with keys: [PublicKey]) throws(XMLSecurityError) -> VerifiedElement {
        try checkStrength(of: shape)
        try checkTarget(of: shape)
        let usable = keys.filter { key in
            key.kind == shape.algorithm.keyKind && (key.kind != .rsa || key.bits >= minimumRSABits)
        }
        guard !usable.isEmpty else {
            throw XMLSecurityError(
                .keyMismatch,
                "signed with an \(shape.algorithm.keyKind.rawValue) algorithm; the metadata has no such key")
        }
        let value = try SignatureValueForm(of: shape)
        let possible = try value.keys(among: usable)
        shape.signed.document.registerSignatureIDs(of: shape.signature)
        let hash = judge == .xmlsec ? nil : try OwnJudge.signedHash(of: shape)
        var tried: Set<String> = []
        // Several providers may bring one key; it is tried once.
        for key in possible where tried.insert(key.fingerprint).inserted {
            if try isMade(value.bytes, of: hash, by: key, in: shape) {
                return VerifiedElement(element: shape.signed, key: key, algorithm: shape.algorithm)
            }
        }
        throw XMLSecurityError(
            .signatureMismatch,
            tried.count == 1
                ? "the signature was not made by the key of the metadata (\(possible[0].fingerprint.prefix(16))…)"
                : "the signature was made by none of the \(tried.count) keys of the metadata")
    }

    private func checkStrength(of shape: SignatureShape) throws(XMLSecurityError) {
        guard !insecureAllowSHA1 else { return }
        if shape.algorithm.isInsecure {
            throw XMLSecurityError(.algorithmNotAllowed, "signed with RSA-SHA1; let the IdP sign with rsa-sha256")
        }
        if shape.digest.isInsecure {
            throw XMLSecurityError(.algorithmNotAllowed, "digested with SHA-1; let the IdP digest with sha256")
        }
    }

    /// The ID that xmlsec will resolve must lead to the very element that holds the Signature.
    private func checkTarget(of shape: SignatureShape) throws(XMLSecurityError) {
        guard let id = shape.signed.attribute("ID"),
            let target = xmlGetID(shape.signed.document.pointer, id), target.pointee.parent == shape.signed.node
        else {
            throw XMLSecurityError(.signatureShape, "the ID of \(shape.signed.localName) leads to another element")
        }
    }

    /// - Parameter hash: of SignedInfo; nil when xmlsec has to say.
    private func isMade(
        _ value: [UInt8], of hash: [UInt8]?, by key: PublicKey, in shape: SignatureShape
    ) throws(XMLSecurityError) -> Bool {
        guard let hash else { return try XMLSecJudge.isMade(by: key, shape) }
        guard try key.hasMade(value, of: hash, with: shape.algorithm) else { return false }
        guard judge == .both else { return true }
        guard try XMLSecJudge.isMade(by: key, shape) else {
            throw XMLSecurityError(.processingFailed, "xmlsec refuses the signature, which seemed good")
        }
        return true
    }
}
