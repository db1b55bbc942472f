import CommandIO
import Encodings
import SAML2
import XMLSecurity

/// Finds the message in what a user has at hand: XML, base64, a form body, a command or a recording copied from a browser's
/// developer tools, or the page that the identity provider had the browser post.
enum MessageInput {
    /// What the input turned out to be.
    struct Message {
        let xml: [UInt8]
        /// Where it was found.
        let form: String
        /// Whether it was compressed, as messages of the HTTP-Redirect binding are.
        var isCompressed = false
    }

    /// Bytes of a message at most.
    private static let limit = 20_000_000

    /// The message in a file, or in the standard input for `-`.
    ///
    /// Input that can't be read ends the command with a message and exit code 2.
    static func read(_ path: String) throws -> Message { try InputFile.read(path, decode) }

    private static func decode(_ bytes: [UInt8]) throws(InputError) -> Message {
        let trimmed = bytes.trimmingXMLWhiteSpace
        guard let first = trimmed.first else { throw InputError("the input is empty") }
        if first == UInt8(ascii: "<"), let page = HTMLForm(String(decoding: trimmed, as: UTF8.self)) {
            return try last(of: page.values.map { Array($0.utf8) }, in: "HTML page")
        }
        if looksLikeXML(bytes) { return Message(xml: bytes, form: "XML") }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "["), let traffic = RecordedTraffic(Array(trimmed)) {
            return try last(of: traffic.bodies.flatMap(values), in: "recording")
        }
        let fields = FormField(in: trimmed).values
        if !fields.isEmpty { return try last(of: fields, in: isCommand(trimmed) ? "copied command" : "form body") }
        return try message(PercentEncoding.decode(trimmed), "base64")
    }

    /// The values in a text of a recording: the text may be one, or a form body that has them.
    private static func values(_ text: String) -> [[UInt8]] {
        let fields = FormField(in: Array(text.utf8)[...]).values
        return fields.isEmpty ? [PercentEncoding.decode(Array(text.utf8)[...])] : fields
    }

    /// Of several the last one, which is the one that was posted last.
    private static func last(of values: [[UInt8]], in form: String) throws(InputError) -> Message {
        guard let value = values.last else {
            throw InputError(
                "a \(form) without a SAMLResponse; it has to be of the moment when the IdP's form is posted")
        }
        let others = Set(values).count - 1
        return try message(value, others > 0 ? "\(form), the last of \(others + 1) responses" : form)
    }

    private static func isCommand(_ bytes: ArraySlice<UInt8>) -> Bool {
        ["curl", "Invoke-", "fetch(", "$session", "await "].contains {
            bytes.prefix(200).firstRange(of: Array($0.utf8)) != nil
        }
    }

    /// XML begins with `<`, perhaps after blanks or a byte order mark.
    private static func looksLikeXML(_ bytes: [UInt8]) -> Bool {
        let isMarked = [[0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE]].contains { bytes.starts(with: $0) }
        return isMarked || bytes.trimmingXMLWhiteSpace.first == UInt8(ascii: "<")
    }

    private static func message(_ field: [UInt8], _ form: String) throws(InputError) -> Message {
        let bytes: [UInt8]
        do throws(HTTPPostBinding.DecodingError) {
            bytes = try HTTPPostBinding.decode(field: field, limit: limit)
        } catch {
            throw InputError(
                "neither XML, base64, form body with SAMLResponse=…, HAR, copied cURL command nor HTML page (\(error))")
        }
        if !looksLikeXML(bytes), let text = Deflate.inflate(bytes, limit: limit) {
            return Message(xml: text, form: form, isCompressed: true)
        }
        return Message(xml: bytes, form: form)
    }
}
