import Accounts
import Encodings
import IAMPolicy

/// One value of the Role attribute: a role, and the SAML provider through which it is granted.
public struct RoleClaim: Hashable, Sendable {
    /// ARN of the role.
    public let roleARN: String
    /// ARN of the SAML provider.
    public let providerARN: String

    /// Makes a claim of two ARNs; nothing is checked here.
    public init(roleARN: String, providerARN: String) {
        self.roleARN = roleARN
        self.providerARN = providerARN
    }

    /// Why a value is not a pair of ARNs.
    package enum Fault: Error, Hashable { case notAPair, differentAccounts, differentPartitions }

    /// Reads `<role ARN>,<provider ARN>` in either order, with white space around each.
    ///
    /// Names of roles may hold commas, so the one comma that an ARN follows is what divides the value.
    package init(attributeValue value: String) throws(Fault) {
        guard value.utf8.count <= 4_200 else { throw .notAPair }
        let bytes = Array(value.utf8)
        var sides: (String, String)?
        var start = bytes.startIndex
        while let comma = bytes[start...].firstIndex(of: UInt8(ascii: ",")) {
            start = comma + 1
            guard bytes[start...].drop(while: ASCII.isWhiteSpace).starts(with: Self.arnPrefix) else { continue }
            guard sides == nil else { throw .notAPair }
            sides = (Self.text(bytes[..<comma]), Self.text(bytes[start...]))
        }
        guard let sides, let (role, provider) = Self.pair(sides.0, sides.1) else { throw .notAPair }
        guard role.partition == provider.partition else { throw .differentPartitions }
        guard role.accountID == provider.accountID else { throw .differentAccounts }
        self.roleARN = role.description
        self.providerARN = provider.description
    }

    private static func text(_ side: ArraySlice<UInt8>) -> String {
        String(decoding: side.trimmingXMLWhiteSpace, as: UTF8.self)
    }

    private static let arnPrefix = Array("arn:".utf8)

    private static func pair(_ left: String, _ right: String) -> (ARN, ARN)? {
        guard let left = ARN(left), let right = ARN(right) else { return nil }
        switch (left.federatedKind, right.federatedKind) {
        case (.role, .samlProvider): return (left, right)
        case (.samlProvider, .role): return (right, left)
        default: return nil
        }
    }
}

extension RoleClaim.Fault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAPair: "not a role ARN and a SAML provider ARN with a comma between"
        case .differentAccounts: "role and provider belong to different accounts"
        case .differentPartitions: "role and provider belong to different partitions"
        }
    }
}
