/// Percent-encoding (RFC 3986, section 2.1): every byte but `A-Z a-z 0-9 - . _ ~` is written `%XX`.
package enum PercentEncoding {
    /// Whether a byte stands for itself (RFC 3986, section 2.3).
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: ASCII.isLetterOrDigit(byte)
        }
    }

    /// Appends one byte, encoded unless it is unreserved.
    package static func append(_ byte: UInt8, to output: inout [UInt8]) {
        if isUnreserved(byte) {
            output.append(byte)
        } else {
            output.append(UInt8(ascii: "%"))
            Hexadecimal.append(byte, .uppercase, to: &output)
        }
    }

    /// The text encoded once; a percent sign in it becomes `%25`.
    package static func encode(_ text: String) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count + text.utf8.count / 8 + 32)
        for byte in text.utf8 { append(byte, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends an encoded text decoded and encoded again, so that every spelling of the same text gives the same bytes.
    ///
    /// With `plusIsSpace` a plus sign is read as `application/x-www-form-urlencoded` does: what the application reads is then
    /// what was signed.
    package static func appendCanonical(
        _ component: ArraySlice<UInt8>, plusIsSpace: Bool = false, to output: inout [UInt8]
    ) {
        // Nearly every component is written canonically already.
        if component.allSatisfy(isUnreserved) {
            output.append(contentsOf: component)
        } else {
            forEachDecodedByte(of: component, plusIsSpace: plusIsSpace) { append($0, to: &output) }
        }
    }

    /// The bytes that encoded bytes stand for; a percent sign that no two digits follow stands for itself.
    package static func decode(_ component: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(component.count)
        forEachDecodedByte(of: component, plusIsSpace: false) { output.append($0) }
        return output
    }

    private static func forEachDecodedByte(
        of component: ArraySlice<UInt8>, plusIsSpace: Bool, _ body: (UInt8) -> Void
    ) {
        var index = component.startIndex
        while index < component.endIndex {
            let byte = component[index]
            if byte == UInt8(ascii: "%"), component.endIndex - index > 2,
                let high = Hexadecimal.value(component[index + 1]), let low = Hexadecimal.value(component[index + 2])
            {
                body(high << 4 | low)
                index += 3
            } else {
                body(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
    }
}
