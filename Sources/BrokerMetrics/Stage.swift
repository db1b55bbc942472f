/// A part of answering that takes its own time.
package enum Stage: String, CaseIterable, Sendable {
    /// Waiting for the body of a request.
    case body
    /// Reading a SAML response, its signatures and all checks of it.
    case response
    /// Finding the caller of a signed request, and verifying the signature.
    case caller
    /// Asking policies what a caller may do to a service behind the gateway.
    case policies
    /// Writing that something was used that works once.
    case redemption
    /// Reading entities from the store.
    case storeRead = "store_read"
    /// Writing to the store.
    case storeWrite = "store_write"
    /// Keeping the records of a decision.
    case audit
    /// Asking AWS for credentials.
    case upstream
    /// Fetching the keys of an OpenID Connect provider.
    case providerKeys = "provider_keys"

    /// Whether somebody else does the work.
    var isOutside: Bool { self == .upstream || self == .providerKeys }
}
