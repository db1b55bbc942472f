import Encodings

/// A pattern of the service models: the expression as messages write it, and a function that decides it.
///
/// Nearly all of them are a class of characters, so that no engine for expressions is needed that an attacker could
/// keep busy.
public struct ParameterPattern: Sendable {
    /// The expression.
    public let expression: String
    /// What a text may consist of, where IAM says it in a sentence.
    public let sentence: String?
    private let matches: @Sendable (String) -> Bool

    /// Makes a pattern that a function decides.
    public init(_ expression: String, sentence: String? = nil, matches: @escaping @Sendable (String) -> Bool) {
        self.expression = expression
        self.sentence = sentence
        self.matches = matches
    }

    /// Makes a pattern that holds for texts of such characters; `isEmptyAllowed` tells `*` from `+`.
    public init(
        _ expression: String, sentence: String? = nil, each isIncluded: @escaping @Sendable (Unicode.Scalar) -> Bool
    ) {
        let isEmptyAllowed = expression.hasSuffix("*")
        self.init(
            expression, sentence: sentence,
            matches: { text in
                text.isEmpty ? isEmptyAllowed : text.unicodeScalars.allSatisfy(isIncluded)
            })
    }

    /// Whether a text matches as a whole.
    public func holds(for text: String) -> Bool { matches(text) }
}

extension ParameterPattern {
    private static func isWord(_ byte: UInt8) -> Bool { ASCII.isLetterOrDigit(byte) || byte == UInt8(ascii: "_") }

    /// Texts of characters of ASCII.
    private static func ascii(
        _ expression: String, sentence: String? = nil, each isIncluded: @escaping @Sendable (UInt8) -> Bool
    ) -> ParameterPattern {
        ParameterPattern(expression, sentence: sentence, each: { $0.isASCII && isIncluded(UInt8(ascii: $0)) })
    }

    private static func word(_ expression: String, and others: String, sentence: String? = nil) -> ParameterPattern {
        let others = Array(others.utf8)
        return ascii(expression, sentence: sentence, each: { isWord($0) || others.contains($0) })
    }

    /// Names of users, groups, roles and policies.
    public static let name = word(
        #"[\w+=,.@-]+"#, and: "+=,.@-",
        sentence: "It must contain only alphanumeric characters and/or the following: +=,.@_-")
    /// Session names and source identities.
    public static let sessionName = word(#"[\w+=,.@-]*"#, and: "+=,.@-")
    /// Names of SAML providers.
    public static let providerName = word(#"[\w._-]+"#, and: ".-")
    /// Access key ids and other ids.
    public static let identifier = word(#"[\w]+"#, and: "")
    /// Access key ids in STS.
    public static let optionalIdentifier = word(#"[\w]*"#, and: "")
    /// External ids.
    public static let externalID = word(#"[\w+=,.@:\/-]*"#, and: "+=,.@:/-")
    /// Names of services in policies.
    public static let serviceNamespace = word(#"[\w-]*"#, and: "-")
    /// Serial numbers of MFA devices.
    public static let serialNumber = word(#"[\w+=/:,.@-]+"#, and: "+=/:,.@-")
    /// Serial numbers of MFA devices in STS.
    public static let optionalSerialNumber = word(#"[\w+=/:,.@-]*"#, and: "+=/:,.@-")
    /// One-time passwords in IAM.
    public static let digits = ascii(#"[\d]+"#, each: { ASCII.isDigit($0) })
    /// One-time passwords in STS.
    public static let optionalDigits = ascii(#"[\d]*"#, each: { ASCII.isDigit($0) })
    /// Texts of policies.
    public static let policyDocument = ParameterPattern(
        #"[\u0009\u000A\u000D\u0020-\u00FF]+"#,
        each: { $0 == "\t" || $0 == "\n" || $0 == "\r" || (" "..."\u{FF}").contains($0) })
    /// Sentences of roles.
    public static let roleDescription = ParameterPattern(
        #"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*"#,
        each: {
            $0 == "\t" || $0 == "\n" || $0 == "\r" || (" "..."~").contains($0) || ("\u{A1}"..."\u{FF}").contains($0)
        })
    /// Markers of pages.
    public static let marker = ParameterPattern(#"[\u0020-\u00FF]+"#, each: { (" "..."\u{FF}").contains($0) })
    /// ARNs.
    public static let arn = ParameterPattern(
        #"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+"#,
        each: { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...0x10FFFF: true
            default: false
            }
        })
    /// Paths.
    public static let path = ParameterPattern(
        #"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#,
        sentence: "It must begin and end with / and contain only alphanumeric characters and/or / characters.",
        matches: { (text: String) in
            let bytes = text.utf8
            return bytes.first == UInt8(ascii: "/") && bytes.last == UInt8(ascii: "/") && bytes.count != 2
                && bytes.allSatisfy { (0x21...0x7E).contains($0) }
        })
    /// Paths of managed policies.
    public static let policyPath = ParameterPattern(
        #"((/[A-Za-z0-9\.,\+@=_-]+)*)/"#,
        sentence: "It must begin and end with / and contain only alphanumeric characters and/or / characters.",
        matches: { (text: String) in
            let bytes = Array(text.utf8)
            guard bytes.first == UInt8(ascii: "/"), bytes.last == UInt8(ascii: "/") else { return false }
            return bytes.allSatisfy { byte in
                byte == UInt8(ascii: "/") || isWord(byte) || ".,+@=-".utf8.contains(byte)
            } && !zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "/") && $1 == UInt8(ascii: "/") }
        })
    /// Beginnings of paths.
    public static let pathPrefix = ParameterPattern(
        #"\u002F[\u0021-\u007F]*"#,
        matches: { (text: String) in
            text.utf8.first == UInt8(ascii: "/") && text.utf8.allSatisfy { (0x21...0x7F).contains($0) }
        })
    /// Ids of policy versions.
    public static let versionID = ParameterPattern(
        #"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"#,
        matches: { (text: String) in
            let bytes = text.utf8.dropFirst()
            guard text.utf8.first == UInt8(ascii: "v"), let first = bytes.first, (0x31...0x39).contains(first) else {
                return false
            }
            let rest = bytes.drop { ASCII.isDigit($0) }
            guard let dot = rest.first else { return true }
            return dot == UInt8(ascii: ".")
                && rest.dropFirst().allSatisfy { $0 == UInt8(ascii: "-") || ASCII.isLetterOrDigit($0) }
        })
    /// Aliases of accounts.
    public static let accountAlias = ParameterPattern(
        #"^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$"#,
        matches: { (text: String) in
            let bytes = Array(text.utf8)
            guard (3...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-")
            else {
                return false
            }
            return bytes.allSatisfy { ASCII.isLowercase($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
                && !zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "-") && $1 == UInt8(ascii: "-") }
        })
    /// ARNs and accounts of whoever asked for permissions.
    public static let ownerID = word(#"^[a-zA-Z0-9:/+=,.@_-]+$"#, and: ":/+=,.@-")
    /// Ids of private keys.
    public static let privateKeyID = ascii(#"[A-Z0-9]+"#, each: { ASCII.isUppercase($0) || ASCII.isDigit($0) })
    /// Keys of tags.
    public static let tagKey = ParameterPattern(#"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"#, each: isTagScalar)
    /// Values of tags.
    public static let tagValue = ParameterPattern(#"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#, each: isTagScalar)

    private static func isTagScalar(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isWord(UInt8(ascii: scalar)) || ".:/=+-@ ".unicodeScalars.contains(scalar) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spaceSeparator,
            .lineSeparator, .paragraphSeparator, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }
}
