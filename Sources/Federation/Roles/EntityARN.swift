/// The ARN of a role or a SAML provider, taken apart only as far as the checks of a claim need it.
struct EntityARN: Sendable {
    enum Kind { case role, samlProvider }

    let kind: Kind
    /// The ARN as written, without white space around it.
    let text: Substring
    /// The second segment.
    let partition: Substring
    /// The fifth segment, twelve digits.
    let account: Substring

    /// Takes `arn:<partition>:iam::<account>:role/<path and name>` or `…:saml-provider/<name>`; nil for all else.
    init?(_ text: Substring) {
        guard text.utf8.count <= 2048 else { return nil }
        var rest = text
        guard Self.segment(of: &rest)?.utf8.elementsEqual("arn".utf8) == true,
            let partition = Self.segment(of: &rest), Self.isPartition(partition),
            Self.segment(of: &rest)?.utf8.elementsEqual("iam".utf8) == true,
            Self.segment(of: &rest)?.utf8.isEmpty == true,
            let account = Self.segment(of: &rest), account.utf8.count == 12,
            account.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { return nil }
        guard let kind = Self.kind(ofResource: rest) else { return nil }
        self.kind = kind
        self.text = text
        self.partition = partition
        self.account = account
    }

    private static func segment(of rest: inout Substring) -> Substring? {
        guard let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let segment = rest[..<colon]
        rest = rest[rest.utf8.index(after: colon)...]
        return segment
    }

    private static func isPartition(_ text: Substring) -> Bool {
        text.utf8.count <= 32 && text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0) }
    }

    private static func kind(ofResource resource: Substring) -> Kind? {
        let bytes = resource.utf8
        if bytes.starts(with: "saml-provider/".utf8) {
            return EntityName.isProviderName(bytes.dropFirst(14)) ? .samlProvider : nil
        }
        guard bytes.starts(with: "role/".utf8) else { return nil }
        let pathAndName = bytes.dropFirst(5)
        guard let slash = pathAndName.lastIndex(of: UInt8(ascii: "/")) else {
            return EntityName.isRoleName(pathAndName) ? .role : nil
        }
        guard pathAndName[..<slash].allSatisfy({ (0x21...0x7F).contains($0) }) else { return nil }
        return EntityName.isRoleName(pathAndName[bytes.index(after: slash)...]) ? .role : nil
    }
}
