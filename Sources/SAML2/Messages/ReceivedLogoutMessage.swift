/// A logout message as it came through a browser, which nobody vouches for.
public struct ReceivedLogoutMessage: Sendable {
    /// How it was carried; its signature stands in another place for each.
    enum Carrier: Sendable {
        /// In a query, with a signature over that.
        case query(RedirectQuery)
        /// In a form, with a signature in the message.
        case form
    }

    /// Whether it is a request or an answer.
    public let parameter: OutboundMessage.Parameter
    /// What its sender wants back.
    public let relayState: String?
    let xml: [UInt8]
    let carrier: Carrier

    /// Takes what came by HTTP-Redirect.
    public init(_ query: RedirectQuery) {
        (parameter, relayState, xml) = (query.parameter, query.relayState, query.xml)
        carrier = .query(query)
    }

    /// Takes a field of what came by HTTP-POST.
    ///
    /// Throws `HTTPPostBinding.DecodingError` for what is no Base64.
    public init(
        _ parameter: OutboundMessage.Parameter, field: some Collection<UInt8>, relayState: String?
    ) throws(HTTPPostBinding.DecodingError) {
        (self.parameter, self.relayState) = (parameter, relayState)
        xml = try HTTPPostBinding.decode(field: field, limit: RedirectQuery.longestMessage / 3 * 4)
        carrier = .form
    }
}
