import Encodings
package import XMLSecurity

/// A message of the HTTP-Redirect binding as it came: the query of a URL,
/// which nobody vouches for (SAML bindings, section 3.4.4).
public struct RedirectQuery: Sendable {
    /// Whether it is a request or an answer.
    public let parameter: OutboundMessage.Parameter
    /// The XML of the message.
    public let xml: [UInt8]
    /// What its sender wants back.
    public let relayState: String?
    /// URI of the algorithm of its signature; nil when there is none.
    public let signatureAlgorithm: String?
    private let signature: [UInt8]?
    /// What the signature is over: the parameters as they were encoded, in the order of the specification.
    private let signedOctets: [UInt8]

    /// Bytes of a query at most.
    private static let longestQuery = 65_536
    /// Bytes of a message at most: what is longer than any that is known would have to be looked at elsewhere than where
    /// connections are served.
    static let longestMessage = 32_768
    private static let deflate = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE"

    /// Takes a query apart, without its question mark; each parameter of the binding may stand once.
    ///
    /// - Throws: `MessageDecodingError`.
    public init(query: String) throws(MessageDecodingError) {
        let values = try Self.values(of: Array(query.utf8))
        guard
            try values["SAMLEncoding"].map({ value throws(MessageDecodingError) in try Self.text(value) })
                ?? Self.deflate
                == Self.deflate
        else { throw MessageDecodingError("SAMLEncoding is another one than DEFLATE") }
        let messages = [OutboundMessage.Parameter.request, .response].compactMap { parameter in
            values[parameter.rawValue].map { (parameter: parameter, value: $0) }
        }
        guard messages.count == 1, let message = messages.first else {
            throw MessageDecodingError("there is not one of SAMLRequest and SAMLResponse")
        }
        parameter = message.parameter
        guard let compressed = Base64.xml.decode(PercentEncoding.decode(message.value)),
            let xml = Deflate.inflate(compressed, limit: Self.longestMessage)
        else {
            throw MessageDecodingError("\(parameter.rawValue) is not base64 of a DEFLATE stream of at most 32 KiB")
        }
        self.xml = xml
        relayState = try values["RelayState"].map { value throws(MessageDecodingError) in try Self.text(value) }
        signatureAlgorithm = try values["SigAlg"].map { value throws(MessageDecodingError) in try Self.text(value) }
        signature = try values["Signature"].map { value throws(MessageDecodingError) in
            guard let bytes = Base64.xml.decode(PercentEncoding.decode(value)), !bytes.isEmpty else {
                throw MessageDecodingError("Signature is not base64")
            }
            return bytes
        }
        guard (signature == nil) == (signatureAlgorithm == nil) else {
            throw MessageDecodingError("Signature and SigAlg belong together")
        }
        signedOctets = Self.octets(values, parameter)
    }

    private static let names: Set<String> = [
        "SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature", "SAMLEncoding",
    ]

    /// The values as they are encoded; other parameters are passed over.
    private static func values(of query: [UInt8]) throws(MessageDecodingError) -> [String: ArraySlice<UInt8>] {
        guard query.count <= longestQuery else {
            throw MessageDecodingError("the query is longer than \(longestQuery) bytes")
        }
        var values: [String: ArraySlice<UInt8>] = [:]
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            // A name in another spelling is read as the same one: nobody shall see another message than is verified.
            let name = String(decoding: PercentEncoding.decode(pair[..<end]), as: UTF8.self)
            guard names.contains(name) else { continue }
            guard values.updateValue(pair[end...].dropFirst(), forKey: name) == nil else {
                throw MessageDecodingError("\(name) stands twice")
            }
        }
        return values
    }

    private static func text(_ value: ArraySlice<UInt8>) throws(MessageDecodingError) -> String {
        var canonical: [UInt8] = []
        PercentEncoding.appendCanonical(value, plusIsSpace: true, to: &canonical)
        guard let text = String(validating: PercentEncoding.decode(canonical[...]), as: UTF8.self), text.isStreamSafe,
            text.utf8.count <= 2_048
        else { throw MessageDecodingError("a parameter is not UTF-8, or longer than 2048 bytes") }
        return text
    }

    private static func octets(
        _ values: [String: ArraySlice<UInt8>], _ parameter: OutboundMessage.Parameter
    ) -> [UInt8] {
        var octets: [UInt8] = []
        for name in [parameter.rawValue, "RelayState", "SigAlg"] {
            guard let value = values[name] else { continue }
            if !octets.isEmpty { octets.append(UInt8(ascii: "&")) }
            octets += Array(name.utf8) + [UInt8(ascii: "=")] + value
        }
        return octets
    }

    /// What there is to say of the signature of a query.
    package enum Verdict: Sendable, Hashable {
        /// One of the keys made it.
        case verified
        /// There is none.
        case unsigned
        /// An algorithm that is not on the allow-list.
        case algorithm(String)
        /// None of the keys made it.
        case mismatch
    }

    /// Verifies the signature over the query as it was encoded.
    package func verify(with keys: [PublicKey], insecureAllowSHA1: Bool) -> Verdict {
        guard let signature, let signatureAlgorithm else { return .unsigned }
        guard let algorithm = SignatureAlgorithm(rawValue: signatureAlgorithm),
            insecureAllowSHA1 || !algorithm.isInsecure
        else { return .algorithm(signatureAlgorithm) }
        let isMade = keys.contains { $0.hasSigned(signedOctets, value: signature, with: algorithm) }
        return isMade ? .verified : .mismatch
    }
}
