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
    /// RSA keys with fewer bits are passed over.
    package var minimumRSABits = 1024

    package init(insecureAllowSHA1: Bool = false) { self.insecureAllowSHA1 = insecureAllowSHA1 }

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
        let possible = try SignatureValueForm(of: shape).keys(among: usable)
        var tried: Set<String> = []
        // Several providers may bring one key; it is tried once.
        for key in possible where tried.insert(key.fingerprint).inserted {
            if try verify(shape, with: key) {
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

    /// - Returns: false when the signature value is not this key's.
    private func verify(_ shape: SignatureShape, with key: PublicKey) throws(XMLSecurityError) -> Bool {
        guard let context = xmlSecDSigCtxCreate(nil) else {
            throw XMLSecurityError(.processingFailed, "no memory to verify a signature")
        }
        defer {
            // The context would free the key, which is not its own.
            context.pointee.signKey = nil
            xmlSecDSigCtxDestroy(context)
        }
        context.pointee.signKey = key.xmlsec
        context.pointee.enabledReferenceUris = xmlSecTransformUriType(xmlSecTransformUriTypeSameDocument)
        // Has the ID looked up as `checkTarget` does, rather than made part of an XPointer expression and evaluated.
        context.pointee.flags |= UInt32(XMLSEC_DSIG_FLAGS_USE_VISA3D_HACK)
        try restrict(context, to: shape)
        guard xmlSecDSigCtxVerify(context, shape.signature.node) >= 0 else {
            ERR_clear_error()
            throw XMLSecurityError(.processingFailed, "xmlsec could not process the signature")
        }
        ERR_clear_error()
        let reference = try onlyReference(of: context)
        guard reference.pointee.status == xmlSecDSigStatusSucceeded else {
            throw XMLSecurityError(
                .digestMismatch, "\(shape.signed.localName) was changed after it was signed: its digest differs")
        }
        return context.pointee.status == xmlSecDSigStatusSucceeded
    }

    /// Lets xmlsec use the algorithms that the shape was found to have, and no others.
    private func restrict(_ context: xmlSecDSigCtxPtr, to shape: SignatureShape) throws(XMLSecurityError) {
        let forSignature = [shape.canonicalization.transform, shape.algorithm.transform]
        let forReference = [
            xmlSecTransformEnvelopedGetKlass(), shape.digest.transform, shape.referenceCanonicalization?.transform,
        ]
        for case let transform? in forSignature where xmlSecDSigCtxEnableSignatureTransform(context, transform) < 0 {
            throw XMLSecurityError(.algorithmNotSupported, "the installed xmlsec lacks \(shape.algorithm.rawValue)")
        }
        for case let transform? in forReference where xmlSecDSigCtxEnableReferenceTransform(context, transform) < 0 {
            throw XMLSecurityError(.algorithmNotSupported, "the installed xmlsec lacks \(shape.digest.rawValue)")
        }
    }

    private func onlyReference(of context: xmlSecDSigCtxPtr) throws(XMLSecurityError) -> xmlSecDSigReferenceCtxPtr {
        let list = withUnsafeMutablePointer(to: &context.pointee.signedInfoReferences) { list in
            xmlSecPtrListGetSize(list) == 1 ? xmlSecPtrListGetItem(list, 0) : nil
        }
        guard let list else {
            throw XMLSecurityError(.processingFailed, "xmlsec did not process exactly one Reference")
        }
        return list.assumingMemoryBound(to: xmlSecDSigReferenceCtx.self)
    }
}
