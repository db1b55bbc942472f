import Encodings
import XMLSecurity

/// The HTTP POST binding (SAML bindings, section 3.5): form field, base64, XML.
public enum HTTPPostBinding {
    /// Why a form does not hold a message.
    public enum DecodingError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The field is empty.
        case empty
        /// The field is longer than the limit of characters.
        case tooLong(limit: Int)
        /// The field is not base64.
        case notBase64

        /// What is wrong with the field.
        public var description: String {
            switch self {
            case .empty: "SAMLResponse is empty"
            case .tooLong(let limit): "SAMLResponse is longer than \(limit) characters"
            case .notBase64: "SAMLResponse is not base64"
            }
        }
    }

    /// The XML of a SAMLResponse field.
    ///
    /// - Parameters:
    ///   - field: the field's value after percent-decoding; white space may break the lines, and stands for `+` nowhere.
    ///   - limit: characters at most.
    /// - Throws: `DecodingError`.
    public static func decode(
        field: some Collection<UInt8>, limit: Int = 131_072
    ) throws(DecodingError) -> [UInt8] {
        guard !field.isEmpty else { throw .empty }
        guard field.count <= limit else { throw .tooLong(limit: limit) }
        guard let bytes = Base64.xml.decode(field), !bytes.isEmpty else { throw .notBase64 }
        return bytes
    }

    /// The base64 of a message, in one line.
    public static func encode(_ xml: [UInt8]) -> String { Base64.standard.encode(xml) }
}
