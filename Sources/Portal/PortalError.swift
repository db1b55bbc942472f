/// Why there is no portal session.
package enum PortalError: Error, Hashable, Sendable {
    /// There is none with this key: it never was, it was signed out, or it has given way to newer ones.
    case unknown
    /// Its time is over.
    case over
    /// It or its user was revoked; the cause is for records.
    case revoked(cause: String)
    /// There is no room for a further one.
    case full
    /// The store does not answer; the cause is for records.
    case unavailable(cause: String)
}
