/// Why a request is not mapped: it is refused, and never taken for a weaker one.
package struct S3MappingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The code that S3 would answer.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// A value or a combination that means nothing.
        case invalidArgument = "InvalidArgument"
        /// A name that no bucket can have.
        case invalidBucketName = "InvalidBucketName"
        /// Parts that do not go together.
        case invalidRequest = "InvalidRequest"
        /// Tags that are not read the same way by everybody.
        case invalidTag = "InvalidTag"
        /// A path or a query that cannot be decoded.
        case invalidURI = "InvalidURI"
        /// A key beyond 1,024 bytes.
        case keyTooLong = "KeyTooLongError"
        /// A method that the bucket, object or sub-resource does not have.
        case methodNotAllowed = "MethodNotAllowed"
        /// What is known by name and not decided, and what is not known.
        case notImplemented = "NotImplemented"

        /// The status of the answer.
        package var httpStatus: Int {
            switch self {
            case .methodNotAllowed: 405
            case .notImplemented: 501
            default: 400
            }
        }
    }

    /// The code.
    package let code: Code
    /// What was expected and what was seen.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Code and text.
    package var description: String { "\(code.rawValue): \(message)" }
}
