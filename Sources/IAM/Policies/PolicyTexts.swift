import AWSQuery
import IAMPolicy

/// Texts of policies on their way in and out.
enum PolicyTexts {
    /// Checks a policy that is to be kept.
    ///
    /// Throws `MalformedPolicyDocument`, or `LimitExceeded` when it is too long.
    @discardableResult
    static func check(_ text: String, _ kind: PolicyKind) throws(QueryFault) -> PolicyDocument {
        try checkLength([text], kind)
        do {
            return try PolicyDocument(parsing: text, kind: kind)
        } catch {
            let status = error.awsErrorCode == "LimitExceeded" ? 409 : 400
            throw QueryFault(error.awsErrorCode, error.message, status: status)
        }
    }

    /// Checks the length of texts that an entity keeps together, white space included.
    ///
    /// The limits of AWS count no white space. Texts are kept and shown as they were given, though, and nobody is to fill
    /// the memory with blanks.
    ///
    /// Throws `LimitExceeded`.
    static func checkLength(_ texts: [String], _ kind: PolicyKind) throws(QueryFault) {
        let limit = 8 * kind.sizeLimit
        guard texts.reduce(0, { $0 + $1.utf8.count }) <= limit else {
            throw .limitExceeded("Cannot exceed \(limit) bytes of policies, white space included")
        }
    }
}
