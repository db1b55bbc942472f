import CXMLSec
import Encodings

/// The name of a namespace, as an `xmlns` attribute gives it.
enum NamespaceName {
    /// Whether a name is empty, or an absolute URI that cannot be read in two ways (RFC 3986): a scheme, then letters, digits and
    /// `-._/:`, one `#` at most; behind `//` a host that begins with a letter, so that it is no address, and no colon, so that
    /// it has no port.
    static func isPlain(_ name: UnsafePointer<xmlChar>) -> Bool {
        guard name.pointee != 0 else { return true }
        var rest = name
        while ASCII.isLowercase(rest.pointee | 0x20) { rest += 1 }
        guard rest != name, rest.pointee == UInt8(ascii: ":") else { return false }
        rest += 1
        let hasAuthority = rest[0] == UInt8(ascii: "/") && rest[1] == UInt8(ascii: "/")
        if hasAuthority, !ASCII.isLowercase(rest[2] | 0x20) { return false }
        var hasFragment = false
        while rest.pointee != 0 {
            switch rest.pointee {
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "/"): break
            case UInt8(ascii: ":"): if hasAuthority { return false }
            case UInt8(ascii: "#"):
                if hasFragment { return false }
                hasFragment = true
            case let byte: if !ASCII.isLetterOrDigit(byte) { return false }
            }
            rest += 1
        }
        return true
    }
}
