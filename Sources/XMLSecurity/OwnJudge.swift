/// What this module makes of a signature of accepted shape: it writes the canonical forms itself, in one pass over the tree that is
/// read afterwards.
enum OwnJudge {
    /// The hash that was signed: of SignedInfo in canonical form, once the element's own digest is the one in it.
    ///
    /// - Returns: nil when a canonical form is not certain, so that xmlsec has to say.
    /// - Throws: `digestMismatch`.
    static func signedHash(of shape: SignatureShape) throws(XMLSecurityError) -> [UInt8]? {
        // What xmlsec would refuse for its SignedInfo it refuses before it looks at the content.
        guard shape.signedInfoForm.isPlain,
            let digest = shape.referenceForm.hash(of: shape.signed, omitting: shape.signature, with: shape.digest)
        else { return nil }
        guard digest == shape.digestValue else { throw shape.digestMismatch }
        return shape.signedInfoForm.hash(of: shape.signedInfo, with: shape.algorithm.digest)
    }
}
