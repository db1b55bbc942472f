import Foundation
import SAML2

/// Finds the message in what a user has at hand: XML, base64, or a form body copied from a browser's developer tools.
enum MessageInput {
    /// What the input turned out to be.
    struct Message {
        let xml: [UInt8]
        let form: String
    }

    struct Unreadable: Error {
        let reason: String
    }

    /// The message in a file, or in the standard input for `-`.
    ///
    /// Input that can't be read ends the command with a message and exit code 2.
    static func read(_ path: String) throws -> Message {
        let bytes = try InputFile.read(path)
        do throws(Unreadable) {
            return try decode(bytes)
        } catch {
            throw Terminal.fail("\(path): \(error.reason)")
        }
    }

    private static func decode(_ bytes: [UInt8]) throws(Unreadable) -> Message {
        let trimmed = trim(bytes[...])
        guard !trimmed.isEmpty else { throw Unreadable(reason: "the input is empty") }
        if looksLikeXML(bytes) { return Message(xml: bytes, form: "XML") }
        if let field = formField(trimmed) { return Message(xml: try base64(field), form: "form body") }
        return Message(xml: try base64(percentDecoded(trimmed)), form: "base64")
    }

    /// XML begins with `<`, perhaps after blanks or a byte order mark.
    private static func looksLikeXML(_ bytes: [UInt8]) -> Bool {
        let isMarked = [[0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE]].contains { bytes.starts(with: $0) }
        return isMarked || trim(bytes[...]).first == UInt8(ascii: "<")
    }

    private static func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let head = bytes.drop(while: isBlank)
        return head.prefix(head.count - head.reversed().prefix(while: isBlank).count)
    }

    /// The SAMLResponse of `SAMLResponse=…&RelayState=…`, decoded.
    private static func formField(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        let name = Array("SAMLResponse=".utf8)
        for part in bytes.split(separator: UInt8(ascii: "&")) {
            let part = trim(part)
            if part.starts(with: name) {
                return percentDecoded(part.dropFirst(name.count)).map {
                    $0 == UInt8(ascii: " ") ? UInt8(ascii: "+") : $0
                }
            }
        }
        return nil
    }

    private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
                let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                decoded.append(value)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }

    private static func base64(_ field: [UInt8]) throws(Unreadable) -> [UInt8] {
        do throws(HTTPPostBinding.DecodingError) {
            return try HTTPPostBinding.decode(field: field, limit: 20_000_000)
        } catch {
            throw Unreadable(
                reason: "the input is neither XML, nor base64, nor a form body with SAMLResponse=… (\(error))")
        }
    }
}
