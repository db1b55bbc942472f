import Encodings
import XMLSecurity

/// A message of ours on its way through a browser.
public struct OutboundMessage: Sendable, Hashable {
    /// The name of the parameter that carries it.
    public enum Parameter: String, Sendable, Hashable {
        /// A request.
        case request = "SAMLRequest"
        /// An answer.
        case response = "SAMLResponse"
    }

    /// The name of the parameter that carries it.
    public let parameter: Parameter
    /// The URL that it goes to.
    public let destination: String
    /// What comes back with the answer, at most 80 bytes (bindings 3.4.3); nil leaves it out.
    public var relayState: String?
    let xml: String

    init(_ parameter: Parameter, xml: String, destination: String) {
        self.parameter = parameter
        self.xml = xml
        self.destination = destination
    }

    /// The URL that carries the message by HTTP-Redirect,
    /// signed over its query where there is a key (bindings 3.4.4.1).
    ///
    /// - Throws: `KeyError` when it can't be signed; the key must be RSA.
    public func redirectURL(signedWith key: ServiceProviderKey?) throws(KeyError) -> String {
        guard let compressed = Deflate.compress(Array(xml.utf8)) else {
            throw KeyError(reason: "no memory to compress a message")
        }
        var query = "\(parameter.rawValue)=\(PercentEncoding.encode(Base64.standard.encode(compressed)))"
        if let relayState { query += "&RelayState=\(PercentEncoding.encode(relayState))" }
        if let key {
            let algorithm = SignatureAlgorithm.rsaSHA256
            query += "&SigAlg=\(PercentEncoding.encode(algorithm.rawValue))"
            let signed = Array(query.utf8)
            let value = try KeyError.wrap { () throws(XMLSecurityError) in
                try key.key.signature(over: signed, with: algorithm)
            }
            query += "&Signature=\(PercentEncoding.encode(Base64.standard.encode(value)))"
        }
        return destination + (destination.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + query
    }

    /// The fields of the form that carries the message by HTTP-POST,
    /// with an enveloped signature where there is a key (bindings
    /// 3.5.4).
    ///
    /// - Throws: `KeyError` when it can't be signed.
    public func formFields(signedWith key: ServiceProviderKey?) throws(KeyError) -> [(name: String, value: String)] {
        let xml = try key.map { key throws(KeyError) in try key.signed(self.xml, after: SAML.issuer) } ?? self.xml
        let message = (name: parameter.rawValue, value: HTTPPostBinding.encode(Array(xml.utf8)))
        return [message] + (relayState.map { [(name: "RelayState", value: $0)] } ?? [])
    }
}
