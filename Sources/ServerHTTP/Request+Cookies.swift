import HTTPTypes
package import Hummingbird

extension Request {
    /// Cookies of one request that are looked at.
    private static let mostCookies = 256

    /// The cookies that begin like this, in their order; ours are ASCII, and the value of another one is empty.
    ///
    /// Byte by byte: to compare characters, Swift brings each into a normal form, and one may be as long as the header.
    package func cookies(beginning start: String) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        let start = Array(start.utf8)
        for header in headers[values: .cookie] {
            for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
                let pair = pair.drop { $0 == UInt8(ascii: " ") }
                guard found.count < Self.mostCookies, pair.starts(with: start),
                    let end = pair.firstIndex(of: UInt8(ascii: "="))
                else { continue }
                found.append((Self.ascii(pair[..<end]), Self.ascii(pair[end...].dropFirst())))
            }
        }
        return found
    }

    private static func ascii(_ bytes: Substring.UTF8View) -> String {
        bytes.allSatisfy { $0 < 0x80 } ? String(Substring(bytes)) : ""
    }
}
