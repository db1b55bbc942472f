import Encodings

/// Checks of the names, paths and ARNs of roles and SAML providers, over bytes and without allocation.
package enum EntityName {
    /// `[\w+=,.@-]`: letters, digits, underscore and six marks, ASCII only.
    package static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "."),
            UInt8(ascii: "@"), UInt8(ascii: "-"):
            true
        default: ASCII.isLetterOrDigit(byte)
        }
    }

    /// `[\w._-]`: what the name of a SAML provider is made of.
    package static func isProviderNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "@"): false
        default: isNameByte(byte)
        }
    }

    /// A role name: 1 to 64 name bytes.
    package static func isRoleName(_ name: some Collection<UInt8>) -> Bool {
        (1...64).contains(name.count) && name.allSatisfy(isNameByte)
    }

    /// The name of a SAML provider: 1 to 128 bytes.
    package static func isProviderName(_ name: some Collection<UInt8>) -> Bool {
        (1...128).contains(name.count) && name.allSatisfy(isProviderNameByte)
    }

    /// A session name or source identity: 2 to 64 name bytes.
    package static func isSessionName(_ name: String) -> Bool {
        let bytes = name.utf8
        return (2...64).contains(bytes.count) && bytes.allSatisfy(isNameByte)
    }

    /// A path: `/`, or printable ASCII between slashes, 512 bytes at most.
    package static func isPath(_ path: String) -> Bool {
        let bytes = path.utf8
        guard bytes.count <= 512, bytes.first == UInt8(ascii: "/"), bytes.last == UInt8(ascii: "/") else {
            return false
        }
        return bytes.allSatisfy { (0x21...0x7F).contains($0) }
    }
}
