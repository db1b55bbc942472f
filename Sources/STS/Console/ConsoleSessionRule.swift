public import Encodings
public import Sessions

/// Which credentials may sign in to the console, and for how long.
public enum ConsoleSessionRule {
    /// The end of a console session, and what the audit should know about it.
    public struct Grant: Hashable, Sendable {
        /// The first instant at which the session is over.
        public let end: Timestamp
        /// Something that was asked for and ignored.
        public let note: String?
    }

    /// When a console session that begins at `now` ends, for credentials that were made by `source` and live until
    /// `expiration`.
    ///
    /// `requested` is SessionDuration in seconds, `limit` the SessionNotOnOrAfter of an identity provider. Throws
    /// `FederationEndpointError` that names the rule.
    public static func grant(
        source: CredentialSource, expiration: Timestamp, requested: Int?, limit: Timestamp?, at now: Timestamp
    ) throws(FederationEndpointError) -> Grant {
        guard now < expiration else { throw FederationEndpointError(.credentials, "the credentials have expired") }
        switch source {
        case .longTerm:
            throw FederationEndpointError(
                .credentials, "long-term access keys cannot sign in; use temporary credentials")
        case .sessionToken:
            throw FederationEndpointError(.credentials, "credentials of GetSessionToken cannot sign in to the console")
        case .assumedRole(isChained: true):
            throw FederationEndpointError(.credentials, "credentials of a chained role cannot sign in to the console")
        case .federationToken:
            let note = requested.map { "SessionDuration \($0) ignored: the credentials are of GetFederationToken" }
            return Grant(end: expiration, note: note)
        case .assumedRole(isChained: false):
            return Grant(end: try end(expiration: expiration, requested: requested, limit: limit, at: now), note: nil)
        }
    }

    private static func end(
        expiration: Timestamp, requested: Int?, limit: Timestamp?, at now: Timestamp
    ) throws(FederationEndpointError) -> Timestamp {
        var end = expiration
        if let requested {
            guard (DurationRule.minimum...DurationRule.maximum).contains(requested) else {
                throw FederationEndpointError(
                    .sessionDuration, "it is \(DurationRule.minimum) to \(DurationRule.maximum) seconds")
            }
            end = now.advanced(bySeconds: Int64(requested))
        }
        if let limit { end = min(end, limit) }
        guard now < end else {
            throw FederationEndpointError(.credentials, "the identity provider's session has ended")
        }
        return end
    }
}
