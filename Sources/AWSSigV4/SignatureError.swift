/// Why a request was not accepted as signed, with the code, text and HTTP status that AWS answers.
///
/// Two errors are equal when their codes are. Neither `message` nor `description` holds a secret, a session token or a
/// signature; ``diagnostics`` is for debug logs only.
public struct SignatureError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The error code of the common errors of AWS query services.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The code as it is written into an error response, for example `InvalidClientTokenId`.
        public let description: String
        /// The HTTP status that goes with the code: 400 or 403.
        public let httpStatusCode: Int

        private init(_ name: String, _ httpStatusCode: Int) {
            description = name
            self.httpStatusCode = httpStatusCode
        }

        /// The signature, or what it has to cover, is not what the secret gives.
        public static let signatureDoesNotMatch = Code("SignatureDoesNotMatch", 403)
        /// The access key id is unknown, or the session token does not belong to it.
        public static let invalidClientTokenID = Code("InvalidClientTokenId", 403)
        /// The authorization cannot be read as Signature Version 4.
        public static let incompleteSignature = Code("IncompleteSignature", 400)
        /// The session token has expired.
        public static let expiredToken = Code("ExpiredToken", 403)
        /// The request carries no authorization.
        public static let missingAuthenticationToken = Code("MissingAuthenticationToken", 403)
        /// The time of the signature is outside the window, or a presigned request is over.
        public static let requestExpired = Code("RequestExpired", 400)
    }

    /// The error code.
    public let code: Code
    /// The text for the caller.
    public let message: String
    /// What was signed according to the verifier; only with ``Code/signatureDoesNotMatch``, and only for debug logs.
    public let diagnostics: SignatureDiagnostics?

    init(_ code: Code, _ message: String, diagnostics: SignatureDiagnostics? = nil) {
        self.code = code
        self.message = message
        self.diagnostics = diagnostics
    }

    /// The access key id is unknown, inactive or deleted, or the session token cannot be opened.
    public static let invalidClientTokenID = SignatureError(
        .invalidClientTokenID, "The security token included in the request is invalid.")

    /// The session token was valid once.
    public static let expiredToken = SignatureError(
        .expiredToken, "The security token included in the request is expired")

    /// The request is not signed at all.
    public static let missingAuthenticationToken = SignatureError(
        .missingAuthenticationToken, "Request is missing Authentication Token")

    /// The code and the text.
    public var description: String { "\(code): \(message)" }

    /// Equality of the codes.
    public static func == (left: SignatureError, right: SignatureError) -> Bool { left.code == right.code }
}
