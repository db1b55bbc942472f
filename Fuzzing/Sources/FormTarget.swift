import AWSQuery
import Encodings
import Foundation
import ServerHTTP

extension FuzzTarget {
    // Nobody asks for their shapes; LeakSanitizer takes what those of constants point to for lost.
    private static let tags = ParameterName("Tags", .boolean)
    private static let key = ParameterName("Key", .boolean)

    /// Form bodies and calls of the Query protocol: every field is what a slow and simple reader makes of it.
    static let form = FuzzTarget(name: "form", dictionary: "http") {
        [
            "SAMLResponse=PHNhbWwrLz4%3D&RelayState=https%3A%2F%2Fconsole.example.com%2F&roleIndex=1",
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::123456789012:role/r&RoleSessionName=a+b%20c"
                + "&Tags.member.1.Key=k&Tags.member.1.Value=%C3%A9",
            "Action=getSigninToken&Session=%7B%22sessionId%22%3A%22a%22%7D&SessionDuration=3600",
            "a&b=&=c&&d=%e2%82%ac",
        ].map { Array($0.utf8) }
    } prepare: {
        { bytes in
            guard let form = try? FormFields(bytes) else { return }
            var fields: [[UInt8]: [UInt8]] = [:]
            for piece in bytes.split(separator: UInt8(ascii: "&")) {
                let parts = piece.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                guard let name = decoded(parts[0]) else { fatalError("a name that can't be read") }
                hold(fields.updateValue(parts.count > 1 ? Array(parts[1]) : [], forKey: name) == nil, "a name twice")
            }
            let names = fields.keys.filter { $0.allSatisfy { $0 < 0x80 } }.map { String(decoding: $0, as: UTF8.self) }
            hold(Set(form.names) == Set(names), "other names: \(form.names)")
            for name in names {
                let expected = fields[Array(name.utf8)].flatMap { decoded($0[...]) }
                let value = (try? form.bytes(name)) ?? nil
                hold(value == expected, "\(name) is another value")
                let text = (try? form.text(name)) ?? nil
                hold(text == nil || text.map { Array($0.utf8) } == expected, "\(name) is another text")
                if let text { _ = Destination.allowed(text, origins: ["https://console.example.com"]) }
            }
            let texts = names.map { ($0, (try? form.text($0)) ?? nil) }
            let parameters = QueryParameters(Dictionary(texts, uniquingKeysWith: { $1 }).compactMapValues(\.self))
            hold(parameters.list(tags).count <= names.count, "a list longer than all fields")
            let keys = parameters.structures(tags).map { $0.text(key) }
            hold(keys.count <= names.count, "more structures than fields")
        }
    }

    /// Percent-decoding, one byte after the other; nil for a percent sign without two digits.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): result.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-")),
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { return nil }
                result.append(value)
                rest = rest.dropFirst(2)
            default: result.append(byte)
            }
        }
        return result
    }
}
