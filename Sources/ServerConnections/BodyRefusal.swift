/// Why a body is not taken.
package enum BodyRefusal: Error, Hashable {
    /// It is larger than so many bytes.
    case tooLarge(limit: Int)
    /// All room for what has not arrived as a whole is taken.
    case busy

    /// Seconds after which a client may come again.
    package static let retryAfter = "5"

    /// What the client is told.
    package var message: String {
        switch self {
        case .tooLarge(let limit): "the body is larger than \(limit) bytes"
        case .busy: "too many requests are arriving at once; please try again"
        }
    }
}
