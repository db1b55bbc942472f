extension SignatureError {
    static func incomplete(_ message: String) -> SignatureError { SignatureError(.incompleteSignature, message) }

    static func mismatch(_ message: String) -> SignatureError { SignatureError(.signatureDoesNotMatch, message) }

    static func duplicate(_ name: String) -> SignatureError { incomplete("'\(name)' must be given only once.") }

    static func unsignedHeader(_ name: String) -> SignatureError {
        mismatch("\(quoted(name)) must be a 'SignedHeader' in the AWS Authorization.")
    }

    static func wrongSignature(_ diagnostics: SignatureDiagnostics) -> SignatureError {
        SignatureError(
            .signatureDoesNotMatch,
            "The request signature we calculated does not match the signature you provided. "
                + "Check your AWS Secret Access Key and signing method. "
                + "Consult the service documentation for details.", diagnostics: diagnostics)
    }

    /// Text of the request in single quotes, cut and reduced to printable ASCII.
    static func quoted(_ text: String) -> String {
        let limit = 64
        let printable = text.utf8.prefix(limit).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return "'\(String(decoding: printable, as: UTF8.self))\(text.utf8.count > limit ? "…" : "")'"
    }
}
