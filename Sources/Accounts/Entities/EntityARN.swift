import Encodings

/// The ARN of a role or a SAML provider, taken apart only as far as the checks of a claim need it.
///
/// It works on bytes: views of texts take several times as long, and claims are read for each response.
package struct EntityARN: Sendable {
    package enum Kind { case role, samlProvider }

    package let kind: Kind
    /// The whole ARN.
    package let bytes: ArraySlice<UInt8>
    /// The second segment.
    package let partition: ArraySlice<UInt8>
    /// The fifth segment, twelve digits.
    package let account: ArraySlice<UInt8>

    private static let arn = Array("arn".utf8)
    private static let iam = Array("iam".utf8)
    private static let providerPrefix = Array("saml-provider/".utf8)
    private static let rolePrefix = Array("role/".utf8)
    private static let colon = UInt8(ascii: ":")
    private static let slash = UInt8(ascii: "/")

    package init?(_ text: String) { self.init(Array(text.utf8)[...]) }

    /// Takes `arn:<partition>:iam::<account>:role/<path and name>` or `…:saml-provider/<name>`; nil for all else.
    package init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count <= 2_048 else { return nil }
        var rest = bytes
        guard Self.segment(of: &rest)?.elementsEqual(Self.arn) == true,
            let partition = Self.segment(of: &rest), Self.isPartition(partition),
            Self.segment(of: &rest)?.elementsEqual(Self.iam) == true,
            Self.segment(of: &rest)?.isEmpty == true,
            let account = Self.segment(of: &rest), account.count == 12, account.allSatisfy(ASCII.isDigit),
            let kind = Self.kind(ofResource: rest)
        else { return nil }
        self.kind = kind
        self.bytes = bytes
        self.partition = partition
        self.account = account
    }

    /// The ARN as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The last part of the resource.
    package var name: String {
        let start = bytes.lastIndex(of: Self.slash).map { $0 + 1 } ?? bytes.endIndex
        return String(decoding: bytes[start...], as: UTF8.self)
    }

    private static func segment(of rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: colon) else { return nil }
        let segment = rest[..<end]
        rest = rest[(end + 1)...]
        return segment
    }

    private static func isPartition(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count <= 32 && bytes.allSatisfy { $0 == UInt8(ascii: "-") || ASCII.isLowercase($0) }
    }

    private static func kind(ofResource bytes: ArraySlice<UInt8>) -> Kind? {
        if bytes.starts(with: providerPrefix) {
            return EntityName.isProviderName(bytes.dropFirst(providerPrefix.count)) ? .samlProvider : nil
        }
        guard bytes.starts(with: rolePrefix) else { return nil }
        let pathAndName = bytes.dropFirst(rolePrefix.count)
        guard let last = pathAndName.lastIndex(of: slash) else {
            return EntityName.isRoleName(pathAndName) ? .role : nil
        }
        guard pathAndName[..<last].allSatisfy({ (0x21...0x7F).contains($0) }) else { return nil }
        return EntityName.isRoleName(pathAndName[(last + 1)...]) ? .role : nil
    }
}
