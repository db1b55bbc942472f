/// Percent-encoding as Signature Version 4 asks for it: every byte but `A-Z a-z 0-9 - . _ ~` is written `%XX`.
enum URIEncoding {
    private static let uppercaseDigits = Array("0123456789ABCDEF".utf8)

    private static let isUnreserved = (0...UInt8.max).map { byte in
        byte.isASCIIAlphanumeric || "-._~".utf8.contains(byte)
    }

    /// Appends one byte, encoded unless it is unreserved.
    static func append(_ byte: UInt8, to output: inout [UInt8]) {
        if isUnreserved[Int(byte)] {
            output.append(byte)
        } else {
            output.append(UInt8(ascii: "%"))
            output.append(uppercaseDigits[Int(byte >> 4)])
            output.append(uppercaseDigits[Int(byte & 0x0F)])
        }
    }

    /// Encodes text once; a percent sign in it becomes `%25`.
    static func encode(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count)
        for byte in text.utf8 { append(byte, to: &output) }
        return output
    }

    /// Decodes and encodes again, so that every spelling of the same text gives the same bytes.
    ///
    /// A percent sign that no two digits follow stands for itself. With `plusIsSpace` a plus sign is read as
    /// `application/x-www-form-urlencoded` does: what the application reads is then what was signed.
    static func canonicalise(_ component: ArraySlice<UInt8>, plusIsSpace: Bool, into output: inout [UInt8]) {
        // Nearly every component is written canonically already.
        if component.allSatisfy({ isUnreserved[Int($0)] }) {
            output.append(contentsOf: component)
        } else {
            forEachDecodedByte(of: component, plusIsSpace: plusIsSpace) { append($0, to: &output) }
        }
    }

    /// Decodes percent-encoded bytes; a malformed escape stands for itself.
    static func decode(_ component: ArraySlice<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(component.count)
        forEachDecodedByte(of: component, plusIsSpace: false) { output.append($0) }
        return String(decoding: output, as: UTF8.self)
    }

    private static func forEachDecodedByte(
        of component: ArraySlice<UInt8>,
        plusIsSpace: Bool,
        _ body: (UInt8) -> Void
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
