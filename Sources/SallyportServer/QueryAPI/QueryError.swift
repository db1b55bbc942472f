import AWSSigV4
import Federation

/// A refusal of the Query API: AWS's code, text and HTTP status.
struct QueryError: Error, Sendable {
    let code: String
    let message: String
    let status: Int
    /// Whether the audit knows of it already; else the endpoint records it.
    var isRecorded = false

    init(code: String, message: String, status: Int = 400) {
        self.code = code
        self.message = message
        self.status = status
    }

    init(_ error: STSError) { self.init(code: error.code.name, message: error.message, status: error.code.httpStatus) }

    init(_ error: SignatureError) {
        self.init(code: "\(error.code)", message: error.message, status: error.code.httpStatusCode)
    }

    /// The same error, known to the audit.
    var recorded: QueryError {
        var error = self
        error.isRecorded = true
        return error
    }

    /// `Sender` or `Receiver`.
    var type: String { (400..<500).contains(status) ? "Sender" : "Receiver" }
}
