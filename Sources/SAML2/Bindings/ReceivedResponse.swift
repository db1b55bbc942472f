import Synchronization
import XMLSecurity

/// A response as it came, which nobody vouches for: decoded and parsed once, however often it is looked at.
public final class ReceivedResponse: Sendable {
    /// The XML of the message.
    public let xml: [UInt8]
    /// What the parser made of the message; nil until somebody looks, and behind a look that changed it.
    private let document = Mutex<Result<XMLDocument, XMLSecurityError>?>(nil)

    /// Takes the XML of a message; nothing is parsed yet.
    public init(xml: [UInt8]) { self.xml = xml }

    /// Decodes the field `SAMLResponse` of the HTTP POST binding (SAML bindings, 3.5.4).
    ///
    /// Throws `HTTPPostBinding.DecodingError` for what is no Base64.
    public convenience init(field: some Collection<UInt8>) throws(HTTPPostBinding.DecodingError) {
        self.init(xml: try HTTPPostBinding.decode(field: field))
    }

    /// Looks at the document, or at why there is none; one after the other.
    ///
    /// Decryption puts what it finds into the tree, under keys that others may not have: whoever comes next has the message
    /// parsed anew.
    func withDocument<Value: Sendable>(_ look: (Result<XMLDocument, XMLSecurityError>) -> Value) -> Value {
        document.withLock { document in
            let parsed = document ?? parse()
            let value = look(parsed)
            document = (try? parsed.get())?.isDecrypted == true ? nil : parsed
            return value
        }
    }

    private func parse() -> Result<XMLDocument, XMLSecurityError> {
        Result { () throws(XMLSecurityError) in try XMLDocument(parsing: xml, limits: .message) }
    }
}
