/// A refusal of the Query protocol: AWS's error code, text and HTTP status.
public struct QueryFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The code as it is written on the wire.
    public let code: String
    /// Text for the caller.
    public let message: String
    /// Status of the HTTP answer.
    public let status: Int
    /// Why, for the audit; never for the caller, never a secret.
    public var cause: String?
    /// An encoded authorization message, which travels in a header field of its own.
    public var authorizationMessage: String?

    /// Makes a refusal.
    public init(_ code: String, _ message: String, status: Int = 400, cause: String? = nil) {
        self.code = code
        self.message = message
        self.status = status
        self.cause = cause
    }

    /// `Sender` when the fault is the caller's, else `Receiver`.
    public var type: String { (400..<500).contains(status) ? "Sender" : "Receiver" }

    /// Code, status and text.
    public var description: String { "\(code) (\(status)): \(message)" }
}

extension QueryFault {
    /// Whether the callers are told the same; an authorization message is another one each time, the cause is not told.
    public static func == (left: QueryFault, right: QueryFault) -> Bool {
        left.code == right.code && left.message == right.message && left.status == right.status
    }

    /// Hashes code and text.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(message)
    }

    /// Violations of constraints, all in one `ValidationError`.
    public static func validation(_ violations: [String]) -> QueryFault {
        let count = violations.count == 1 ? "1 validation error" : "\(violations.count) validation errors"
        return QueryFault("ValidationError", "\(count) detected: \(violations.joined(separator: "; "))")
    }
}
