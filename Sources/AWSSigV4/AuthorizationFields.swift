import Encodings

/// The parameters that the header form and the query form have in common, read strictly.
struct AuthorizationFields {
    static let mostSignedHeaders = 128

    let accessKeyID: String
    let scope: CredentialScope
    let signedHeaders: [String]
    let signature: [UInt8]

    init(credential: String, signedHeaders: String, signature: String) throws(SignatureError) {
        (accessKeyID, scope) = try Self.parse(credential: credential)
        self.signedHeaders = try Self.parse(signedHeaders: signedHeaders)
        // A signature of another form can never match, so it is the answer for a wrong one that is given.
        self.signature = Hexadecimal.decodeLowercase(signature) ?? []
    }

    private static func parse(credential: String) throws(SignatureError) -> (String, CredentialScope) {
        let parts = credential.pieces(separatedBy: UInt8(ascii: "/"))
        guard parts.count == 5 else {
            throw .incomplete(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")
        }
        guard isWord(parts[0]), isWord(parts[1]), isWord(parts[2]), isWord(parts[3]) else {
            throw .incomplete("Credential must consist of letters, digits, '-' and '_' between its slashes.")
        }
        guard parts[4] == CredentialScope.terminator else {
            throw .mismatch("Credential should be scoped with a valid terminator: '\(CredentialScope.terminator)'.")
        }
        return (parts[0], CredentialScope(date: parts[1], region: parts[2], service: parts[3]))
    }

    private static func isWord(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }

    private static func parse(signedHeaders text: String) throws(SignatureError) -> [String] {
        let names = text.pieces(separatedBy: UInt8(ascii: ";"))
        guard names.count <= mostSignedHeaders else {
            throw .incomplete("SignedHeaders must name at most \(mostSignedHeaders) headers.")
        }
        for (index, name) in names.enumerated() {
            // Of ASCII alone, so that their order is that of the bytes.
            guard !name.isEmpty, name.utf8.allSatisfy(isLowercaseNameByte), index == 0 || names[index - 1] < name else {
                throw .incomplete("SignedHeaders must be lower-case header names, sorted, each once.")
            }
        }
        return names
    }

    /// The characters of a header field name (RFC 9110, section 5.6.2) without upper-case letters.
    private static func isLowercaseNameByte(_ byte: UInt8) -> Bool {
        ASCII.lowercased(byte) == byte && (ASCII.isLetterOrDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte))
    }
}
