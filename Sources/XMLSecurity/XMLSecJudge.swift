import CXMLSec

/// What xmlsec makes of a signature of accepted shape.
///
/// It is asked where a canonical form is not certain, wherever both have to agree, and by the tests of our own.
enum XMLSecJudge {
    /// Whether the element is as it was signed, by this key.
    ///
    /// - Throws: `digestMismatch`, `algorithmNotSupported`, `processingFailed`.
    static func isMade(by key: PublicKey, _ shape: SignatureShape) throws(XMLSecurityError) -> Bool {
        guard !shape.algorithm.isPSS else {
            throw XMLSecurityError(
                .algorithmNotSupported,
                "RSA-PSS is not in the installed xmlsec 1.2, which has to say whether this signature is good; let the IdP sign with rsa-sha256"
            )
        }
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
        // Has the ID looked up as `XMLSignatureVerifier` does, rather than made part of an XPointer expression and evaluated.
        context.pointee.flags |= UInt32(XMLSEC_DSIG_FLAGS_USE_VISA3D_HACK)
        try restrict(context, to: shape)
        guard xmlSecDSigCtxVerify(context, shape.signature.node) >= 0 else {
            ERR_clear_error()
            throw XMLSecurityError(.processingFailed, "xmlsec could not process the signature")
        }
        ERR_clear_error()
        let reference = try onlyReference(of: context)
        guard reference.pointee.status == xmlSecDSigStatusSucceeded else { throw shape.digestMismatch }
        return context.pointee.status == xmlSecDSigStatusSucceeded
    }

    /// Lets xmlsec use the algorithms that the shape was found to have, and no others.
    private static func restrict(_ context: xmlSecDSigCtxPtr, to shape: SignatureShape) throws(XMLSecurityError) {
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

    private static func onlyReference(of context: xmlSecDSigCtxPtr) throws(XMLSecurityError)
        -> xmlSecDSigReferenceCtxPtr
    {
        let list = withUnsafeMutablePointer(to: &context.pointee.signedInfoReferences) { list in
            xmlSecPtrListGetSize(list) == 1 ? xmlSecPtrListGetItem(list, 0) : nil
        }
        guard let list else {
            throw XMLSecurityError(.processingFailed, "xmlsec did not process exactly one Reference")
        }
        return list.assumingMemoryBound(to: xmlSecDSigReferenceCtx.self)
    }
}
