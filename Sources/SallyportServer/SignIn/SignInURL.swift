import Foundation

/// The URL that signs a browser in: `/federation?Action=login&Issuer=…&Destination=…&SigninToken=…`.
struct SignInURL {
    let publicURL: String

    func url(token: String, issuer: String, destination: String?) -> String {
        var text = "\(publicURL)/federation?Action=login&Issuer=\(Self.encoded(issuer))"
        if let destination { text += "&Destination=\(Self.encoded(destination))" }
        return text + "&SigninToken=\(Self.encoded(token))"
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Percent-encodes everything but the unreserved characters (RFC 3986, 2.3).
    static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + text.utf8.count / 8 + 32)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
